package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/** Counts of instances for groups of a node's GPUs; MIG Manager chooses where on a GPU each is. */
@ValidationRule(
        value = "self.groups.size() == 1 || self.groups.all(g, has(g.devices) && g.devices.size() > 0)",
        fieldPath = ".groups",
        message = "groups: of several groups each names its devices; leave devices out only where one group is for all")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MigLayoutSpec(
        @JsonPropertyDescription("GPUs that are partitioned alike.") @Required @Size(min = 1, max = 16)
        List<Devices> groups,

        @JsonPropertyDescription("Changes nothing while true.") @Default("false")
        boolean suspend) {
    public MigLayoutSpec {
        groups = Lists.copy(groups);
    }

    /** GPUs that are partitioned alike. */
    @ValidationRule(
            value = "self.instances.all(p, p.matches('^[1-9]g[.][0-9]{1,3}gb([+][a-z.]{1,10})?$'))",
            fieldPath = ".instances",
            message = "instances: write profiles, for example {1g.10gb: 7}")
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Devices(
            @JsonPropertyDescription("Indexes of GPUs as nvidia-smi counts them, from 0; absent or empty: all.")
            @Size(max = 16)
            List<@Min(0) @Max(63) Integer> devices,

            @JsonPropertyDescription("Number of instances on each of the GPUs, 1 to 14, by profile.")
            @Required
            @Size(min = 1, max = 16)
            Map<String, @Min(1) @Max(14) Integer> instances) {
        public Devices {
            devices = Lists.copy(devices);
            instances = Lists.copy(instances);
        }
    }
}
