package io.aegisvision.api.v1alpha1;

import java.util.List;

/** Keys of labels and annotations. */
public final class Keys {
    /**
     * Annotation of a Model: everyone who changed its spec since the last promotion, in order, separated by commas. The
     * webhook writes it, an admission policy checks it; nobody named here may approve.
     */
    public static final String REQUESTED_BY = "aegisvision.io/requested-by";
    /**
     * Annotation of a Model: uid of the gate of the last promotion when the list of {@link #REQUESTED_BY} began; empty
     * or absent before the first promotion.
     */
    public static final String REQUESTED_SINCE = "aegisvision.io/requested-since";
    /** Separates the names in {@link #REQUESTED_BY}; a user whose name holds one cannot change a Model. */
    public static final String REQUESTER_SEPARATOR = ",";

    /** Label: name of the Model that an object belongs to. */
    public static final String MODEL = "aegisvision.io/model";
    /** Label: name of the Pipeline that an object belongs to. */
    public static final String PIPELINE = "aegisvision.io/pipeline";
    /** Label: name of the cell that an object belongs to. */
    public static final String CELL = "aegisvision.io/cell";
    /** Label: name of the Canary that a Gate was opened for. */
    public static final String CANARY = "aegisvision.io/canary";
    /** Label: who made an object; {@link #OPERATOR} for all of ours. */
    public static final String MANAGED_BY = "app.kubernetes.io/managed-by";
    /** Value of {@link #MANAGED_BY}. */
    public static final String OPERATOR = "aegisvision";
    /** Finalizer of a MigLayout: its node is opened before it goes. */
    public static final String MIG_LAYOUT_FINALIZER = "aegisvision.io/open-node";
    /** Finalizer of a Stream: its work is stopped before it goes. */
    public static final String STREAM_FINALIZER = "aegisvision.io/stop-stream";

    private Keys() {}

    /** The names in the value of {@link #REQUESTED_BY}; none in an empty one. */
    public static List<String> requesters(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split(REQUESTER_SEPARATOR, -1));
    }
}
