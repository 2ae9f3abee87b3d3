package io.aegisvision.domain.gpupool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name that NVIDIA's driver gives to a slice, for example {@code gpu-0-mig-3g40gb-9-4}: GPU, profile, the profile's
 * number, start. Where an instance is is part of its name. Source: kubernetes-sigs/dra-driver-nvidia-gpu,
 * cmd/gpu-kubelet-plugin/mig.go.
 *
 * @param minor of the GPU
 * @param profile with a dot and, where it has one, a plus: the name has neither
 * @param profileId the driver's number of the profile
 * @param start first memory slice
 */
public record DeviceName(int minor, String profile, int profileId, int start) {
    private static final Pattern NAME = Pattern.compile(
            "gpu-([0-9]{1,3})-mig-([1-9])g([0-9]{1,4})gb(?:-([a-z-]{1,16}))?-([0-9]{1,3})-([0-9]{1,2})");

    /** Reads a name; empty for that of a whole GPU, or of another driver. */
    public static Optional<DeviceName> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String attribute =
                matcher.group(4) == null ? "" : "+" + matcher.group(4).replace('-', '.');
        return Optional.of(new DeviceName(
                Integer.parseInt(matcher.group(1)),
                matcher.group(2) + "g." + matcher.group(3) + "gb" + attribute,
                Integer.parseInt(matcher.group(5)),
                Integer.parseInt(matcher.group(6))));
    }
}
