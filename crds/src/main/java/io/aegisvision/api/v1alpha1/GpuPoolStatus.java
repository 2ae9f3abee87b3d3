package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the pool holds, what is used, and what found no place. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GpuPoolStatus(
        @JsonPropertyDescription("Generation of the spec that this status answers.") @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("Room for cells.") @Nullable
        Cells cells,

        @JsonPropertyDescription("Number of GPUs; absent in mode Cpu.") @Nullable @Min(0)
        Integer gpus,

        @JsonPropertyDescription("Slices by profile; absent but in mode Mig.") @Nullable
        Slices slices,

        @JsonPropertyDescription(
                "GPUs in use, at least: the device plugin does not say which GPU an instance is of; absent in mode Cpu.")
        @Nullable
        @Min(0)
        Integer used,

        @JsonPropertyDescription("Least number of GPUs that could hold what is placed; absent in mode Cpu.")
        @Nullable
        @Min(0)
        Integer lowerBound,

        @JsonPropertyDescription(
                "Share of the GPUs in use that would be idle if all were packed anew; absent in mode Cpu.")
        @Nullable
        @Min(0)
        @Max(100)
        Integer fragmentationPercent,

        @JsonPropertyDescription("Some of what found no place.") @Size(max = 16)
        List<Unplaced> unplaced,

        @JsonPropertyDescription("How many streams found no place.") @Nullable @Min(0)
        Integer unplacedCount,

        @JsonPropertyDescription("Layouts of idle nodes under which cells that wait would have places.") @Size(max = 16)
        List<Proposal> proposals,

        @JsonPropertyDescription("Ready, Reconciling, Stalled and what they rest on.") @Size(max = Formats.CONDITIONS)
        List<Condition> conditions) {
    public GpuPoolStatus {
        unplaced = Lists.copy(unplaced);
        proposals = Lists.copy(proposals);
        conditions = Lists.copy(conditions);
    }

    /** Room for cells. */
    public record Cells(
            @JsonPropertyDescription(
                    "How many fit; where slices are made for claims, of the profile of which most fit.")
            @Required
            @Min(0)
            int capacity,

            @JsonPropertyDescription("How many there are.") @Required @Min(0)
            int used) {}

    /** Slices by profile. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Slices(
            @JsonPropertyDescription(
                    "Not taken; where slices are made for claims, of each profile as many as fit if no other is made.")
            @Size(max = 32)
            Map<String, Integer> free,

            @JsonPropertyDescription("Taken: by cells, by cells that wait for a node, by pods of others.")
            @Size(max = 32)
            Map<String, Integer> bound,

            @JsonPropertyDescription(
                    "Out of order, or there and offered by nobody: taken as busy. Absent where there are none.")
            @Size(max = 32)
            Map<String, Integer> busy) {
        public Slices {
            free = Lists.copy(free);
            bound = Lists.copy(bound);
            busy = Lists.copy(busy);
        }
    }

    /** What found no place. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Unplaced(
            @JsonPropertyDescription("Namespace.") @Required @Size(max = Formats.NAME_LENGTH)
            String namespace,

            @JsonPropertyDescription("Name of the Pipeline.") @Required @Size(max = Formats.OBJECT_NAME_LENGTH)
            String pipeline,

            @JsonPropertyDescription("Name of the Stream; absent: a cell of the pipeline.")
            @Nullable
            @Size(max = Formats.OBJECT_NAME_LENGTH)
            String stream,

            @JsonPropertyDescription("Why, one word.") @Required @Size(max = Formats.REASON_LENGTH)
            String reason,

            @JsonPropertyDescription("Why, in words and numbers.") @Nullable @Size(max = 256)
            String message) {}

    /** Another layout for an idle node. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Proposal(
            @JsonPropertyDescription("Name of the node, and of the MigLayout to be applied.")
            @Required
            @Size(max = Formats.OBJECT_NAME_LENGTH)
            String node,

            @JsonPropertyDescription("How many cells that wait would have a place there.") @Required @Min(1)
            int cells,

            @JsonPropertyDescription("As in the spec of a MigLayout.") @Required @Size(min = 1, max = 16)
            List<Group> groups) {
        public Proposal {
            groups = Lists.copy(groups);
        }
    }

    /** GPUs of a node that would be partitioned alike. */
    public record Group(
            @JsonPropertyDescription("Indexes of GPUs as nvidia-smi counts them, from 0.") @Required @Size(max = 16)
            List<Integer> devices,

            @JsonPropertyDescription("Number of instances on each of the GPUs, by profile.") @Required @Size(max = 16)
            Map<String, Integer> instances) {
        public Group {
            devices = Lists.copy(devices);
            instances = Lists.copy(instances);
        }
    }
}
