package io.aegisvision.controllers.cell;

import io.aegisvision.api.v1alpha1.Keys;
import java.util.Map;

/** Names, labels and annotations of a cell's objects. */
public final class CellKeys {
    /** Label: the GpuPool that a cell takes a place of. */
    public static final String POOL = "aegisvision.io/pool";
    /** Label: MIG profile of a cell; absent where it has none. */
    public static final String PROFILE = "aegisvision.io/mig-profile";
    /** Annotation of a pod: the config that its kubelet was last told to mount. A change makes the kubelet look at once. */
    public static final String CONFIG_REVISION = "aegisvision.io/config-revision";
    /** Annotation of rendered objects: digest of what was rendered. */
    public static final String RENDERED = "aegisvision.io/rendered";
    /** Annotation of a Deployment: how much its cell claims for events that wait. */
    static final String OUTBOX_SIZE = "aegisvision.io/outbox-size";
    /** Value of the managed-by label of a cell's objects. */
    public static final String OPERATOR = "aegis-operator";
    /** Field manager of what is applied. */
    public static final String FIELD_MANAGER = "aegis-operator";
    /** Container of the inference server. */
    public static final String TRITON = "triton";
    /** Container of the data plane. */
    public static final String DATA_PLANE = "dataplane";

    private CellKeys() {}

    /** Name of a cell's claim for events that wait. */
    static String claim(String cell) {
        return cell + "-outbox";
    }

    /** Labels of all of a cell's objects. */
    public static Map<String, String> labels(String pipeline, String cell) {
        return Map.of(Keys.PIPELINE, pipeline, Keys.CELL, cell, Keys.MANAGED_BY, OPERATOR);
    }
}
