package io.aegisvision.api.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What the generator's annotations cannot say: lists that are maps, the order of printer columns, that a spec is
 * required, and the sizes of Kubernetes' own condition type.
 */
final class CrdShape implements CRDPostProcessor {
    private static final Map<String, String> MAPS =
            Map.of("versions", "name", "zones", "name", "lines", "name", "tenants", "namespace");
    private static final String CONDITIONS = "conditions";
    private static final long MESSAGE = 1024;

    @Override
    public HasMetadata process(HasMetadata resource, String version) {
        CustomResourceDefinition crd = (CustomResourceDefinition) resource;
        for (CustomResourceDefinitionVersion served : crd.getSpec().getVersions()) {
            JSONSchemaProps root = served.getSchema().getOpenAPIV3Schema();
            root.setRequired(List.of("spec"));
            shape(root);
            List<String> order = columns(crd.getSpec().getNames().getKind());
            if (served.getAdditionalPrinterColumns() != null) {
                served.getAdditionalPrinterColumns()
                        .sort(Comparator.comparingInt(
                                (CustomResourceColumnDefinition column) -> order.indexOf(column.getName())));
            }
        }
        return crd;
    }

    private static List<String> columns(String kind) {
        return Arrays.stream(Kinds.named(kind).getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
    }

    private static void shape(JSONSchemaProps schema) {
        if (schema.getProperties() != null) {
            schema.getProperties().forEach((name, property) -> {
                if ("array".equals(property.getType())) {
                    list(name, property);
                }
                defaults(property);
                shape(property);
            });
        }
        if (schema.getItems() != null && schema.getItems().getSchema() != null) {
            shape(schema.getItems().getSchema());
        }
        if (schema.getAdditionalProperties() != null
                && schema.getAdditionalProperties().getSchema() != null) {
            shape(schema.getAdditionalProperties().getSchema());
        }
    }

    /** The generator reads a default into the record and so writes 0 for numbers that have defaults of their own. */
    private static void defaults(JSONSchemaProps property) {
        if (property.getDefault() instanceof ObjectNode given && property.getProperties() != null) {
            property.getProperties().forEach((name, inner) -> {
                if (inner.getDefault() != null) {
                    given.remove(name);
                }
            });
        }
    }

    private static void list(String name, JSONSchemaProps property) {
        boolean objects = "object".equals(property.getItems().getSchema().getType());
        if (name.equals(CONDITIONS)) {
            property.setXKubernetesListType("map");
            property.setXKubernetesListMapKeys(List.of("type"));
            condition(property.getItems().getSchema());
        } else if (objects && MAPS.containsKey(name)) {
            property.setXKubernetesListType("map");
            property.setXKubernetesListMapKeys(List.of(MAPS.get(name)));
        } else {
            property.setXKubernetesListType("atomic");
        }
    }

    private static void condition(JSONSchemaProps schema) {
        Map<String, JSONSchemaProps> properties = schema.getProperties();
        schema.setRequired(List.of("type", "status", "reason", "message", "lastTransitionTime"));
        property(properties, "type").setMaxLength(316L);
        property(properties, "reason").setMaxLength(MESSAGE);
        property(properties, "reason").setMinLength(1L);
        property(properties, "message").setMaxLength(MESSAGE);
        property(properties, "status").setMaxLength(7L);
        property(properties, "status").setPattern("^(True|False|Unknown)$");
        property(properties, "lastTransitionTime").setFormat("date-time");
    }

    private static JSONSchemaProps property(Map<String, JSONSchemaProps> properties, String name) {
        JSONSchemaProps property = properties.get(name);
        if (property == null) {
            throw new IllegalStateException("a condition has no " + name);
        }
        return property;
    }
}
