package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Nodes, and what a cell takes there. */
@ValidationRule(
        value = "self.mode != 'Cpu' || self.allocation == 'DevicePlugin'",
        fieldPath = ".allocation",
        message = "allocation: in mode Cpu cells ask for no GPUs, leave allocation out")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record GpuPoolSpec(
        @JsonPropertyDescription("Labels that a node must have; absent or empty: any node.") @Size(max = 16)
        Map<String, @Size(max = Formats.NAME_LENGTH) String> nodeSelector,

        @JsonPropertyDescription("Taints that cells tolerate.") @Size(max = 16)
        List<Toleration> tolerations,

        @JsonPropertyDescription("RuntimeClass of cells; absent: the node's default.")
        @Nullable
        @Size(max = Formats.OBJECT_NAME_LENGTH)
        @Pattern(Formats.OBJECT_NAME)
        String runtimeClassName,

        @JsonPropertyDescription("What a cell takes: a slice (Mig), a GPU (Whole), or a share of the CPU (Cpu).")
        @Required
        Mode mode,

        @JsonPropertyDescription("Read in mode Cpu only.") @Default("{}")
        Cpu cpu,

        @JsonPropertyDescription("How cells ask for GPUs.") @Default("DevicePlugin")
        Allocation allocation,

        @JsonPropertyDescription("Read with allocation DynamicResourceAllocation only.") @Default("{}")
        Claims claims,

        @JsonPropertyDescription(
                "What is said while cells wait that idle GPUs could hold under another layout: nothing, or status.proposals.")
        @Default("Never")
        Repartition repartition,

        @JsonPropertyDescription(
                "What becomes of cells on a node that offers less than it holds: Keep leaves them, Drain moves the youngest.")
        @Default("Keep")
        Overcommit overcommit,

        @JsonPropertyDescription("The only namespaces that the pool is for; absent or empty: any, without a quota.")
        @Size(max = 64)
        List<Tenant> tenants) {
    public GpuPoolSpec {
        claims = claims == null ? Claims.DEFAULT : claims;
        tenants = Lists.copy(tenants);
        nodeSelector = Lists.copy(nodeSelector);
        tolerations = Lists.copy(tolerations);
    }

    /** What a cell takes. */
    public enum Mode {
        /** One slice of a GPU. */
        Mig,
        /** One GPU. */
        Whole,
        /** A share of the CPU: development and tests. */
        Cpu
    }

    /** How cells ask for GPUs. */
    public enum Allocation {
        /** Extended resources of NVIDIA's device plugin. */
        DevicePlugin,
        /** Claims on devices of NVIDIA's driver for Dynamic Resource Allocation: Kubernetes 1.34 or newer. */
        DynamicResourceAllocation
    }

    /** What the claim of a cell says beyond the profile. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Claims(
            @JsonPropertyDescription(
                    "Product of the GPU, as the driver's devices name it, for example NVIDIA H100 80GB HBM3; absent: any.")
            @Nullable
            @Size(max = Formats.NAME_LENGTH)
            @Pattern("^[0-9A-Za-z][0-9A-Za-z ._-]*$")
            String product,

            @JsonPropertyDescription(
                    "Whether the data plane's container has the cell's device too, beside the inference server's.")
            @Default("false")
            boolean dataPlane) {
        /** Any product, for the inference server alone. */
        public static final Claims DEFAULT = new Claims(null, false);
    }

    /** What is said of other layouts of idle GPUs. */
    public enum Repartition {
        /** Nothing. */
        Never,
        /** Layouts are proposed in status; who applies one as a MigLayout has it done once its node is idle. */
        Propose
    }

    /** What becomes of cells on a node that offers less than it holds. */
    public enum Overcommit {
        /** They stay as long as their node lets them. */
        Keep,
        /** The youngest are evicted, and come back where there is room. */
        Drain
    }

    /** A namespace that the pool is for. */
    public record Tenant(
            @JsonPropertyDescription("The namespace.")
            @Required
            @Size(min = 1, max = Formats.NAME_LENGTH)
            @Pattern(Formats.NAME)
            String namespace,

            @JsonPropertyDescription("Most cells of the namespace in the pool, each one place; 1 to 10000.")
            @Default("10000")
            @Min(1)
            @Max(10_000)
            int cells) {}

    /** Which values a toleration matches. */
    public enum Operator {
        Equal,
        Exists
    }

    /** What a taint does. */
    public enum Effect {
        NoSchedule,
        PreferNoSchedule,
        NoExecute
    }

    /** Capacity without GPUs. */
    public record Cpu(
            @JsonPropertyDescription("Most cells in the pool, 1 to 200.") @Default("2") @Min(1) @Max(200)
            int cells) {}

    /** As in a pod. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Toleration(
            @JsonPropertyDescription("Key of the taint; absent: any.") @Nullable @Size(max = 317)
            String key,

            @JsonPropertyDescription("How the value is compared.") @Default("Equal")
            Operator operator,

            @JsonPropertyDescription("Value of the taint.") @Nullable @Size(max = Formats.NAME_LENGTH)
            String value,

            @JsonPropertyDescription("Effect of the taint; absent: any.") @Nullable
            Effect effect) {}
}
