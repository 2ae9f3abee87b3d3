package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.controllers.pipeline.PipelineObserver;
import io.aegisvision.domain.gpupool.CellDemand;
import io.aegisvision.domain.gpupool.ClusterView;
import io.aegisvision.domain.gpupool.GpuPoolSnapshot;
import io.aegisvision.domain.pipeline.CellNeed;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that decides what is said and done about a pool, from the caches. */
final class GpuPoolObserver {
    private final CellCaches caches;
    private final ClusterObserver cluster;

    GpuPoolObserver(CellCaches caches) {
        this.caches = caches;
        this.cluster = new ClusterObserver(caches);
    }

    GpuPoolSnapshot observe(GpuPool pool) {
        List<Unplaced> unplaced = unplaced(pool.getMetadata().getName());
        ClusterView view = cluster.observe();
        return new GpuPoolSnapshot(
                ClusterObserver.pool(pool), cluster.pools(), view, unplaced, demands(view, unplaced));
    }

    /** Cells for streams that found no place, by pipeline, as far as it may have more of them. */
    private List<CellDemand> demands(ClusterView view, List<Unplaced> unplaced) {
        Map<ResourceID, List<Unplaced>> byPipeline = unplaced.stream()
                .collect(Collectors.groupingBy(
                        one -> new ResourceID(one.pipeline(), one.namespace()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        List<CellDemand> demands = new ArrayList<>();
        byPipeline.forEach((id, waiting) -> {
            String namespace = id.getNamespace().orElseThrow();
            caches.pipelines().get(namespace, id.getName()).ifPresent(pipeline -> {
                PipelineSpec.Cells cells = pipeline.getSpec().cells();
                int more = Math.min(
                        Math.ceilDiv(waiting.size(), cells.streamsPerCell()),
                        cells.maxCells() - cellsOf(view, namespace, id.getName()));
                if (more > 0) {
                    demands.add(new CellDemand(
                            namespace,
                            id.getName(),
                            more,
                            since(waiting),
                            CellNeed.of(pipeline.getSpec(), PipelineObserver.models(caches, pipeline))));
                }
            });
        });
        return demands;
    }

    private static int cellsOf(ClusterView view, String namespace, String pipeline) {
        return (int) view.holders().stream()
                .filter(holder -> holder.namespace().equals(namespace))
                .flatMap(holder -> holder.cell().stream())
                .filter(cell -> cell.pipeline().equals(pipeline))
                .map(ClusterView.CellRef::name)
                .distinct()
                .count();
    }

    private Instant since(List<Unplaced> waiting) {
        return waiting.stream()
                .flatMap(
                        one -> Optional.ofNullable(one.stream())
                                .flatMap(stream -> caches.streams().get(one.namespace(), stream))
                                .stream())
                .map(stream -> stream.getMetadata().getCreationTimestamp())
                .filter(Objects::nonNull)
                .map(Instant::parse)
                .min(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    /** Streams whose status says that they found no place, in pipelines of this pool. */
    private List<Unplaced> unplaced(String pool) {
        return caches.streams().all().stream()
                .filter(stream -> caches.pipelines()
                        .get(
                                stream.getMetadata().getNamespace(),
                                stream.getSpec().pipelineRef().name())
                        .filter(pipeline -> pipeline.getSpec().poolRef().name().equals(pool))
                        .isPresent())
                .flatMap(stream -> noCapacity(stream)
                        .map(condition -> new Unplaced(
                                stream.getMetadata().getNamespace(),
                                stream.getSpec().pipelineRef().name(),
                                stream.getMetadata().getName(),
                                condition.getReason(),
                                condition.getMessage()))
                        .stream())
                .sorted(Comparator.comparing(Unplaced::namespace)
                        .thenComparing(Unplaced::stream, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private static Optional<Condition> noCapacity(Stream stream) {
        return stream.getStatus() == null
                ? Optional.empty()
                : stream.getStatus().conditions().stream()
                        .filter(c ->
                                c.getType().equals("Ready") && c.getReason().equals(Reason.NoCapacity.name()))
                        .findFirst();
    }
}
