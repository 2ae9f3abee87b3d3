package io.aegisvision.api.v1alpha1;

/**
 * Reasons of conditions, and of the {@code reason} fields of statuses; the constant's name is the reason. Each says when
 * it is given, who must act, and what they do. The reference page is generated from here.
 */
public enum Reason {
    // every kind
    Suspended("spec.suspend is true.", Actor.Author, "Set spec.suspend to false to go on."),
    Progressing("The platform works on it.", Actor.Nobody, "Wait; the message says for what."),
    Unknown("Nothing is known yet.", Actor.Nobody, "Wait."),
    Resolved("Every object that the spec names exists and fits.", Actor.Nobody, "Nothing."),
    Valid("The spec makes sense.", Actor.Nobody, "Nothing."),
    InvalidSpec("The spec contradicts itself; the message names the field.", Actor.Author, "Correct the field."),
    SecretNotFound(
            "A Secret that the spec names does not exist.", Actor.Author, "Create the Secret, or correct its name."),
    SecretInvalid(
            "A Secret that the spec names lacks a key; the message names it.",
            Actor.Author,
            "Add the key to the Secret."),

    // Model
    Serving("The wanted version serves.", Actor.Nobody, "Nothing."),
    ServingUnused(
            "The wanted version would serve, but no stream uses the model.",
            Actor.Author,
            "Nothing, or apply a Stream."),
    TrialRunning("The wanted version is on trial; the serving one serves on.", Actor.Nobody, "Wait; see the Canary."),
    AwaitingApproval(
            "The trial is passed; people must decide the gate.",
            Actor.Approver,
            "kubectl aegis approve GATE, or reject."),
    TrialPaused(
            "The trial is paused.", Actor.Author, "Set spec.suspend of the Canary to false, or want another version."),
    DigestRejected(
            "The wanted version's digest was tried and rejected, under this or another name.",
            Actor.Author,
            "Want another version; a change of anything in a version makes another digest."),
    VersionRebound(
            "A version's name meant another digest before; the ledger remembers.",
            Actor.Author,
            "Give the new version a name of its own."),
    EvidenceMissing(
            "A new version is wanted and spec.trial.evidence is absent.", Actor.Author, "Write spec.trial.evidence."),
    BelowFloor(
            "The trial or its gate is weaker than the administrator's PromotionPolicy allows; the message names the field.",
            Actor.Author,
            "Raise the field to the floor."),
    ApproversMissing(
            "Neither the Model nor a PromotionPolicy nor the operator's configuration names a group of approvers.",
            Actor.Administrator,
            "Name approvers in the PromotionPolicy, or in spec.trial.gate.approvers."),
    RequestersUnknown(
            "The annotation aegisvision.io/requested-by is missing, so nobody can tell who may not approve.",
            Actor.Author,
            "Change spec again, so that the change is recorded."),
    LedgerConflict("The ledger could not be written.", Actor.Nobody, "Wait; it is tried again."),

    // artifacts and loading, as cells report them
    Pulling("The artifact is being pulled.", Actor.Nobody, "Wait."),
    Loading("The version is being loaded, or warmed.", Actor.Nobody, "Wait."),
    LoadedEverywhere("The version is loaded in every cell that needs it.", Actor.Nobody, "Nothing."),
    DigestsMatch("The bytes match their digests.", Actor.Nobody, "Nothing."),
    ArtifactNotFound(
            "The registry has no such artifact.", Actor.Author, "Push the artifact, or correct uri and digest."),
    ArtifactUnauthorized(
            "The registry refused the credentials.", Actor.Author, "Correct the Secret of credentialsSecretRef."),
    ArtifactUnreachable("The registry does not answer.", Actor.Administrator, "See to the registry and the network."),
    DigestMismatch(
            "The bytes do not match their digest.",
            Actor.Author,
            "Find out who changed them; push again, as a new version."),
    InvalidArtifact(
            "The artifact lacks a file, or is not what it says.", Actor.Author, "Pack it as the reference says."),
    LoadFailed(
            "The inference server could not load the version.",
            Actor.Author,
            "Correct the model; the message has the cause."),
    WarmupFailed(
            "The version was loaded and its first inference failed.",
            Actor.Author,
            "Correct the model or input and output."),
    WarmupMismatch(
            "An inference on the known frame gave other boxes than expected.",
            Actor.Author,
            "Correct input and output, or the expected boxes in the artifact."),
    ServerUnavailable("The inference server does not answer.", Actor.Nobody, "Wait; it is started anew."),

    // Pipeline
    CellsReady("Every cell that is needed is ready.", Actor.Nobody, "Nothing."),
    CellsStarting("Cells are starting.", Actor.Nobody, "Wait."),
    CellNotReady("A cell is not ready; the message names it.", Actor.Nobody, "Wait, or see the cell's pod."),
    CellUnreachable(
            "A cell does not answer the operator; it goes on by itself.",
            Actor.Administrator,
            "See the cell's pod and the network."),
    NoStreams("No stream uses the pipeline, so there is no cell.", Actor.Author, "Nothing, or apply a Stream."),
    ModelNotFound(
            "A detect stage names a Model that does not exist.", Actor.Author, "Apply the Model, or correct the name."),
    ModelNotServing("A detect stage names a Model that serves no version.", Actor.Author, "See the Model."),
    UnknownLabel(
            "A stage names a label that the model does not have.",
            Actor.Author,
            "Correct the label; the message lists the model's."),
    PoolNotFound(
            "spec.poolRef names a GpuPool that does not exist.",
            Actor.Administrator,
            "Apply the GpuPool, or correct the name."),
    PoolDedicated(
            "spec.poolRef names a GpuPool that is for other namespaces.",
            Actor.Administrator,
            "Name another pool, or add the namespace to the pool's tenants."),
    EngineNeedsProcessor(
            "spec.cells.engine is Embedded, which runs on the processor, and the GpuPool's mode is another than Cpu; cells go on as they are.",
            Actor.Author,
            "Name a pool of mode Cpu, or write engine: Triton."),
    QuotaExceeded(
            "The namespace has all the cells that the pool's tenants entry grants it.",
            Actor.Administrator,
            "Raise the tenant's cells in the GpuPool, or suspend streams."),
    SinkUnavailable("A broker does not answer; events wait in the outbox.", Actor.Administrator, "See to the broker."),
    Delivered("Events reach their sink.", Actor.Nobody, "Nothing."),
    FitsBatch("The frames of all streams of each cell fit into one batch.", Actor.Nobody, "Nothing."),
    BatchBelowStreams(
            "A cell has more streams than its engine joins frames into a batch, so that a round of all of them takes several calls and frames wait longer.",
            Actor.Author,
            "Lower cells.streamsPerCell, or accept the wait."),
    CellFailed(
            "A cell cannot be made, or fails again and again; the message has the cause.",
            Actor.Administrator,
            "See the cell's Deployment and pod."),

    // Stream
    Running("Frames are processed.", Actor.Nobody, "Nothing."),
    PlacedInCell("A cell runs it, or is about to.", Actor.Nobody, "Nothing."),
    Connecting("The source is being connected.", Actor.Nobody, "Wait."),
    WaitingForModel("The cell is loading the stream's models.", Actor.Nobody, "Wait; see the Model."),
    PipelineNotFound(
            "spec.pipelineRef names a Pipeline that does not exist yet.",
            Actor.Author,
            "Apply the Pipeline, or correct the name."),
    PipelineNotReady("The Pipeline has no usable revision.", Actor.Author, "See the Pipeline."),
    UnknownZone(
            "A rule names a zone that the stream lacks.",
            Actor.Author,
            "Add the zone to the Stream, or correct the rule."),
    UnknownLine(
            "A rule names a line that the stream lacks.",
            Actor.Author,
            "Add the line to the Stream, or correct the rule."),
    UnknownGround(
            "A rule measures on the ground and the stream does not say where it lies.",
            Actor.Author,
            "Write spec.ground of the Stream, or take the rule out."),
    InvalidShape(
            "A zone crosses itself, points coincide, or the ground's corners are none.",
            Actor.Author,
            "Correct the points."),
    NoCapacity(
            "No cell has room, and the pool or maxCells allows no more.",
            Actor.Administrator,
            "Add nodes, raise maxCells, or suspend streams."),
    SourceUnreachable("The source does not answer.", Actor.Author, "See to the camera, the address and the network."),
    SourceRefused(
            "The source refused the session, or has nothing at that path.",
            Actor.Author,
            "Correct the path of the address, or the number of its viewers."),
    SourceUnauthorized(
            "The source refused the credentials.", Actor.Author, "Correct the Secret of credentialsSecretRef."),
    SourceNotVideo("The source answers with something that is not video.", Actor.Author, "Correct the address."),
    SourceStalled(
            "The source is connected and sends no frames.", Actor.Author, "See to the camera and the network to it."),
    SourceHung(
            "A call into the video library does not return; it was abandoned, and the source is opened anew.",
            Actor.Administrator,
            "See to what the source rests on: a name server, a network file system."),
    SourceEnded(
            "A recording came to its end; or a camera ended the session, which is opened again.",
            Actor.Author,
            "Nothing, or set loop of a file."),
    DecodeFailed("Frames cannot be decoded.", Actor.Author, "See to the camera's encoder, and the network to it."),
    ModelNotLoaded("A version that the stream needs is not loaded.", Actor.Author, "See the Model."),
    InferenceUnavailable("The cell's inference server does not answer; it is started anew.", Actor.Nobody, "Wait."),
    Stopping("The stream is being stopped before it goes.", Actor.Nobody, "Wait."),

    // Canary
    Judging("Clips are judged; no live stream moves.", Actor.Nobody, "Wait."),
    Ramping("Live streams are on the candidate, step by step.", Actor.Nobody, "Wait."),
    Promoting("The gate is approved; the Model takes the candidate over.", Actor.Nobody, "Wait."),
    Promoted("The candidate serves.", Actor.Nobody, "Nothing."),
    Regressed(
            "The candidate is worse than the margin allows; the message names the question.",
            Actor.Author,
            "Make a better version."),
    Inconclusive(
            "The evidence is used up, or cannot succeed any more.",
            Actor.Author,
            "Make a better version, or gather more clips."),
    MaxDurationPassed(
            "The trial took longer than maxDuration.", Actor.Author, "Find out why, then want a new version."),
    NoData(
            "No evidence arrives: no cell judges, or no stream runs.",
            Actor.Author,
            "See the cells; a trial never goes on without data."),
    CandidateFailed(
            "The candidate cannot be loaded.", Actor.Author, "Make a version that loads; the message has the cause."),
    ClipsUnavailable(
            "The clips cannot be pulled or read.", Actor.Author, "See to the registry and trial.evidence.clips."),
    ClipsTooFew(
            "The set is too small to succeed even with identical models.",
            Actor.Author,
            "Gather more clips, or widen marginPercent."),
    ClipsUnbalanced(
            "One source group holds more than half of the clips.", Actor.Author, "Gather clips of other sources."),
    Superseded("The Model wants another version, or is gone.", Actor.Nobody, "Nothing."),
    GateRejected("A person rejected the gate.", Actor.Author, "Read the Approval's reason."),
    GateExpired(
            "The gate expired before enough people approved.",
            Actor.Author,
            "Want the version again as a new one, and ask people."),

    // Gate
    Pending("People must decide.", Actor.Approver, "kubectl aegis approve GATE, or reject."),
    Approved("Enough people approved; the action follows.", Actor.Nobody, "Wait."),
    Rejected("A person rejected it.", Actor.Author, "Read the Approval's reason."),
    Expired("It expired before enough people approved.", Actor.Author, "Ask again by a new version."),
    HarmSeen("Harm was seen while it waited, so it was withdrawn.", Actor.Author, "See the Canary."),
    TargetGone("What it was opened for is gone, or changed.", Actor.Nobody, "Nothing."),
    Executing("The action is being done.", Actor.Nobody, "Wait."),
    Executed("The action is done.", Actor.Nobody, "Nothing."),
    ExecutionFailed(
            "The action could not be done; the message has the cause.",
            Actor.Administrator,
            "See the operator's events."),

    // Approval
    Counted("The decision counts.", Actor.Nobody, "Nothing."),
    Revoked("Its author revoked it.", Actor.Nobody, "Nothing."),
    GateNotFound(
            "spec.gateRef names a Gate that does not exist.", Actor.Approver, "Correct the name, in a new Approval."),
    GateClosed("The gate was decided already.", Actor.Nobody, "Nothing."),
    StaleDigest(
            "requestDigest is not the gate's.", Actor.Approver, "Look at the gate again and create a new Approval."),
    NotAnApprover(
            "The approver's group is not among the gate's approvers.",
            Actor.Approver,
            "Decide as a member of a group that the gate names."),
    RequesterMayNotApprove(
            "The approver changed the Model since the last promotion.", Actor.Approver, "Ask somebody else."),
    AlreadyDecided("This person has decided this gate before.", Actor.Nobody, "Nothing."),

    // GpuPool
    HasRoom("There is room for more cells.", Actor.Nobody, "Nothing."),
    Full("Every place is taken.", Actor.Administrator, "Add nodes before more streams."),
    NoNodes("No ready node matches nodeSelector.", Actor.Administrator, "Label nodes, or correct nodeSelector."),
    Overcommitted("More is bound than the pool holds now.", Actor.Administrator, "Add nodes, or suspend streams."),
    Draining(
            "A node offers less than it holds, and the pool's overcommit is Drain: its youngest cells are moved.",
            Actor.Nobody,
            "Wait; where no other node has room, add nodes or suspend streams."),
    NodeLost(
            "A node with cells is gone or does not answer.",
            Actor.Administrator,
            "See to the node; its cells come back elsewhere when Kubernetes gives them up and there is room."),
    GpuUnhealthy(
            "The device plugin reports instances out of order.",
            Actor.Administrator,
            "See to the node's GPU; what is out of order is given to nobody."),
    InstancesUnaccounted(
            "Instances exist that the device plugin does not offer; they are taken as busy.",
            Actor.Administrator,
            "Restart the device plugin of the node, or see who made the instances."),
    Accounted("Every instance is offered and in order.", Actor.Nobody, "Nothing."),
    NodesShared(
            "Another, older pool of the same mode selects the same nodes; they count for that one.",
            Actor.Administrator,
            "Make the nodeSelectors of the pools disjoint."),
    OwnNodes("No other pool of its mode selects the pool's nodes.", Actor.Nobody, "Nothing."),
    ReservationExpired(
            "A cell holds a place and the scheduler finds no node for its pod: something else than GPUs is missing.",
            Actor.Administrator,
            "See the pod's events: CPU, memory, taints."),
    AllocationUnavailable(
            "The pool asks for Dynamic Resource Allocation and the API server does not serve resource.k8s.io/v1.",
            Actor.Administrator,
            "Run Kubernetes 1.34 or newer, or set the pool's allocation to DevicePlugin."),
    DevicesMissing(
            "A node of the pool has no devices of the driver gpu.nvidia.com, or not all of them yet.",
            Actor.Administrator,
            "Install NVIDIA's driver for Dynamic Resource Allocation, or see its log on the node."),
    PartitionsUncounted(
            "The driver's partitions consume no counters, so that the scheduler would let them overlap; they are given to nobody.",
            Actor.Administrator,
            "Turn the feature gate DRAPartitionableDevices on in the API server, the controller manager and the scheduler."),
    GeometryDisagrees(
            "The driver reports another geometry of a product than the table of this release; what is reported is used.",
            Actor.Administrator,
            "Tell the project, with the driver's version; see the message for where they differ."),
    DevicesPublished("Every node's GPUs are published, and their geometry is as expected.", Actor.Nobody, "Nothing."),

    // MigLayout
    LayoutApplied("MIG Manager has partitioned the node's GPUs as the spec says.", Actor.Nobody, "Nothing."),
    NodeNotFound("There is no node of the layout's name.", Actor.Administrator, "Correct the name, or add the node."),
    NoMigManager(
            "The GPU Operator, or its MIG Manager, is not there, or the operator was not told its namespace.",
            Actor.Administrator,
            "Install it with MIG Manager, and set the chart's gpuOperator.namespace."),
    LayoutNotNamed(
            "MIG Manager's configuration has no layout like this, and it is the GPU Operator's own, which nobody may change.",
            Actor.Administrator,
            "Name a ConfigMap of your own in the ClusterPolicy, under migManager.config.name."),
    NodeBusy(
            "Pods hold GPUs of the node, or instances are unaccounted for; only idle nodes are re-partitioned.",
            Actor.Administrator,
            "Wait until they end, or drain the node."),
    HoldingBack("The node takes no new pods with GPUs; its layout is changed next.", Actor.Nobody, "Wait."),
    Repartitioning("MIG Manager is at work.", Actor.Nobody, "Wait."),
    RollingBack("MIG Manager failed, or took too long; the layout before is being restored.", Actor.Nobody, "Wait."),
    RolledBack(
            "MIG Manager failed, or took too long; the layout before is back.",
            Actor.Administrator,
            "See MIG Manager's log on the node; change the layout, or delete it and apply it again, to try once more."),
    MigManagerFailed(
            "MIG Manager failed, or took too long, and there is no layout before to go back to, or it failed too.",
            Actor.Administrator,
            "See MIG Manager's log on the node; it stays closed until the layout is applied or deleted."),

    // PromotionPolicy
    InForce("The floors apply to every Model.", Actor.Nobody, "Nothing.");

    private final String when;
    private final Actor actor;
    private final String remedy;

    Reason(String when, Actor actor, String remedy) {
        this.when = when;
        this.actor = actor;
        this.remedy = remedy;
    }

    /** Who must act. */
    public enum Actor {
        /** Nobody. */
        Nobody,
        /** Whoever wrote the object, or one that it names. */
        Author,
        /** A member of a group of approvers. */
        Approver,
        /** Whoever runs the platform. */
        Administrator
    }

    /** When it is given. */
    public String when() {
        return when;
    }

    /** Who must act. */
    public Actor actor() {
        return actor;
    }

    /** What they do. */
    public String remedy() {
        return remedy;
    }
}
