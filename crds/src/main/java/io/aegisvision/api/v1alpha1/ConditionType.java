package io.aegisvision.api.v1alpha1;

/** Types of conditions; the constant's name is the type. The reference page is generated from here. */
public enum ConditionType {
    Ready("The object does what its spec says.", "every kind with a status"),
    Reconciling(
            "The platform works towards the spec, or waits for something that comes by itself; absent otherwise.",
            "every kind with a status"),
    Stalled("Nothing but a change by a person helps; absent otherwise.", "every kind with a status"),
    Accepted("The spec makes sense by itself, beyond what the API server checked.", "Model, Pipeline, Stream, Canary"),
    ResolvedRefs("Every object that the spec names exists and fits.", "Model, Pipeline, Stream"),
    Verified("The artifact of the serving version was pulled, and its bytes match their digests.", "Model"),
    Loaded(
            "The serving version is loaded in every cell that needs it, and an inference on a known frame gave the expected boxes.",
            "Model"),
    Placed("There is a cell for it.", "Stream, Pipeline"),
    Delivering("Events reach their sink; while False they wait in the cell's outbox.", "Pipeline"),
    Batched(
            "The frames of all streams of a cell fit into one batch of its engine; absent where the engine joins none.",
            "Pipeline"),
    Healthy("Every node of the pool answers, and every instance there is offered and in order.", "GpuPool"),
    Discovered(
            "The driver for Dynamic Resource Allocation publishes every node's GPUs, with a geometry that agrees with the table.",
            "GpuPool with allocation DynamicResourceAllocation"),
    Exclusive("No other pool of its mode selects the pool's nodes.", "GpuPool");

    private final String meaning;
    private final String kinds;

    ConditionType(String meaning, String kinds) {
        this.meaning = meaning;
        this.kinds = kinds;
    }

    /** What it means that the condition is True. */
    public String meaning() {
        return meaning;
    }

    /** Which kinds carry it. */
    public String kinds() {
        return kinds;
    }
}
