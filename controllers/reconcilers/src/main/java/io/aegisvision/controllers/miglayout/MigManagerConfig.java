package io.aegisvision.controllers.miglayout;

import io.aegisvision.api.v1alpha1.MigLayoutSpec.Devices;
import io.aegisvision.domain.miglayout.MigLayoutSnapshot.Layouts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.HttpURLConnection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * MIG Manager's layouts, in the ConfigMap that the ClusterPolicy names. Read live: the definitions of the GPU Operator may
 * appear and go while the operator runs, and a watch on what does not exist fails.
 */
final class MigManagerConfig {
    /** The GPU Operator's own, which it restores when anybody changes it. */
    private static final String OWN = "default-mig-parted-config";

    private static final String KEY = "config.yaml";
    private static final String LAYOUTS = "mig-configs";

    private final KubernetesClient client;

    MigManagerConfig(KubernetesClient client) {
        this.client = client;
    }

    /** The configuration; empty where there is none, or where nobody gave the right to read it. */
    Optional<Layouts> read() {
        return policy().flatMap(this::configMap)
                .map(map -> new Layouts(!map.getMetadata().getName().equals(OWN), layouts(parse(map))));
    }

    /** Adds a layout, if the configuration still is what was read. */
    void add(String name, List<Devices> groups) {
        policy().flatMap(this::configMap).ifPresent(map -> {
            Map<String, Object> config = parse(map);
            Map<String, Object> layouts = new LinkedHashMap<>(object(config.get(LAYOUTS)));
            layouts.put(name, groups.stream().map(MigManagerConfig::entry).toList());
            Map<String, Object> changed = new LinkedHashMap<>(config);
            changed.put(LAYOUTS, layouts);
            client.resource(new ConfigMapBuilder(map)
                            .addToData(KEY, Serialization.asYaml(changed))
                            .build())
                    .lockResourceVersion(map.getMetadata().getResourceVersion())
                    .update();
        });
    }

    private Optional<ClusterPolicy> policy() {
        try {
            return client.resources(ClusterPolicy.class).list().getItems().stream()
                    .filter(policy ->
                            policy.getStatus() != null && policy.getStatus().namespace() != null)
                    .filter(policy -> policy.getSpec() == null
                            || policy.getSpec().migManager() == null
                            || !Boolean.FALSE.equals(
                                    policy.getSpec().migManager().enabled()))
                    .findFirst();
        } catch (KubernetesClientException e) {
            return absent(e);
        }
    }

    private Optional<ConfigMap> configMap(ClusterPolicy policy) {
        ClusterPolicy.Partitioner manager =
                policy.getSpec() == null ? null : policy.getSpec().migManager();
        String named = manager == null || manager.config() == null
                ? null
                : manager.config().name();
        try {
            return Optional.ofNullable(client.configMaps()
                    .inNamespace(Objects.requireNonNull(policy.getStatus().namespace()))
                    .withName(named == null || named.isEmpty() ? OWN : named)
                    .get());
        } catch (KubernetesClientException e) {
            return absent(e);
        }
    }

    private static <T> Optional<T> absent(KubernetesClientException e) {
        if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND || e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
            return Optional.empty();
        }
        throw e;
    }

    @SuppressWarnings("unchecked") // keys of a YAML object are texts
    private static Map<String, Object> object(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static Map<String, Object> parse(ConfigMap map) {
        String yaml = map.getData() == null ? null : map.getData().get(KEY);
        return yaml == null ? Map.of() : object(Serialization.unmarshal(yaml, Map.class));
    }

    /** Layouts that say exactly what a MigLayout can: no filter by product, MIG enabled everywhere. */
    private static Map<String, List<Devices>> layouts(Map<String, Object> config) {
        Map<String, List<Devices>> layouts = new TreeMap<>();
        object(config.get(LAYOUTS)).forEach((name, entries) -> {
            List<Devices> groups = new ArrayList<>();
            if (entries instanceof List<?> list) {
                list.forEach(entry -> group(object(entry)).ifPresent(groups::add));
                if (groups.size() == list.size()) {
                    layouts.put(name, groups);
                }
            }
        });
        return layouts;
    }

    private static Optional<Devices> group(Map<String, Object> entry) {
        Map<String, Integer> instances = new TreeMap<>();
        object(entry.get("mig-devices")).forEach((profile, count) -> {
            if (count instanceof Number number) {
                instances.put(profile, number.intValue());
            }
        });
        Object devices = entry.get("devices");
        if (entry.containsKey("device-filter")
                || !Boolean.TRUE.equals(entry.get("mig-enabled"))
                || instances.isEmpty()
                || devices == null) {
            return Optional.empty();
        }
        List<Integer> indexes = devices instanceof List<?> list
                ? list.stream()
                        .filter(Number.class::isInstance)
                        .map(index -> ((Number) index).intValue())
                        .toList()
                : List.of();
        return Optional.of(new Devices(indexes, instances));
    }

    private static Map<String, Object> entry(Devices group) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("devices", group.devices().isEmpty() ? "all" : group.devices());
        entry.put("mig-enabled", true);
        entry.put("mig-devices", new TreeMap<>(group.instances()));
        return entry;
    }
}
