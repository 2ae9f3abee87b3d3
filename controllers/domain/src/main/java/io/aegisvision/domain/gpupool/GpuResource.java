package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import java.util.Optional;

/**
 * Names of the extended resources that NVIDIA's device plugin advertises (mixed strategy), and of the labels that its GPU
 * feature discovery sets. Source: the README files of NVIDIA/k8s-device-plugin.
 */
public final class GpuResource {
    /** Prefix of both. */
    public static final String VENDOR = "nvidia.com/";
    /** Extended resource of whole GPUs. */
    public static final String WHOLE = VENDOR + "gpu";
    /** Prefix of the extended resources of slices; the profile follows, a plus in it written as a dot. */
    public static final String MIG = VENDOR + "mig-";
    /** Label: the product, for example {@code NVIDIA-H100-80GB-HBM3}. */
    public static final String PRODUCT_LABEL = VENDOR + "gpu.product";
    /** Label: how many GPUs the node has. */
    public static final String COUNT_LABEL = VENDOR + "gpu.count";
    /** Label: memory of one GPU in MiB. */
    public static final String MEMORY_LABEL = VENDOR + "gpu.memory";

    private GpuResource() {}

    /** The resource of one slice of a profile. */
    public static String slice(String profile) {
        return MIG + profile.replace('+', '.');
    }

    /** The profile of a slice's resource; empty for any other resource. */
    public static Optional<String> profile(String resource) {
        return resource.startsWith(MIG)
                ? Optional.of(resource.substring(MIG.length()).replace("gb.", "gb+"))
                : Optional.empty();
    }

    /** Label: how many instances of a resource's profile exist on the node. */
    public static String instancesLabel(String resource) {
        return resource + ".count";
    }

    /** Whether a pool of this mode gives the resource away. */
    static boolean givenBy(GpuPoolSpec.Mode mode, String resource) {
        return switch (mode) {
            case Cpu -> false;
            case Whole -> resource.equals(WHOLE);
            case Mig -> resource.startsWith(MIG);
        };
    }
}
