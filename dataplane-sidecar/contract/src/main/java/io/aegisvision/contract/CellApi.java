package io.aegisvision.contract;

/** Names of the cell's HTTP interface and of the files that the operator mounts. */
public final class CellApi {
    private CellApi() {}

    /** Port of state, health and metrics. */
    public static final int PORT = 8080;
    /** Header that carries the cell's token (the API server's pod proxy strips {@code Authorization}). */
    public static final String TOKEN_HEADER = "X-Aegis-Cell-Token";
    /** {@link CellState} as JSON; needs the token. */
    public static final String STATE = "/v1/state";
    /** {@code /v1/trials/{canaryUid}/units} and {@code /v1/trials/{canaryUid}/windows}; need the token. */
    public static final String TRIALS = "/v1/trials/";
    /**
     * {@code /v1/streams/{name}/snapshot}: PNG of the newest frame with boxes, zones and lines; {@code
     * /v1/streams/{name}/view}: frames and what is found in them, as server-sent events. Both need the token, and
     * {@link CellConfig.View#Enabled}. {@code /v1/streams/{name}/explain}: {@link StreamExplanation} as JSON; needs the
     * token.
     */
    public static final String STREAMS = "/v1/streams/";
    /** Page that shows a stream: its fragment names the {@code stream} and holds the {@code token}; needs neither. */
    public static final String VIEW = "/view";
    /** Liveness. */
    public static final String LIVE = "/healthz";
    /** Readiness: a config is applied. */
    public static final String READY = "/readyz";
    /** Prometheus text. */
    public static final String METRICS = "/metrics";
    /** Folder of the mounted Secret. */
    public static final String CONFIG_DIR = "/etc/aegis/cell";
    /** Key of the Secret that holds {@link CellConfig} as JSON. */
    public static final String CONFIG_KEY = "cell.json";
    /** Key of the Secret that holds the token. */
    public static final String TOKEN_KEY = "token";
    /** Variable of the data plane that says an {@link EngineKind}. */
    public static final String ENGINE_VARIABLE = "AEGIS_ENGINE";
    /** Triton's model repository, a volume that both containers mount. */
    public static final String MODEL_REPOSITORY = "/models";
    /** The shared-memory mount of both containers. */
    public static final String SHARED_MEMORY = "/dev/shm";
    /** The volume of evidence, where a pipeline names one. */
    public static final String EVIDENCE_DIR = "/var/lib/aegis-evidence";
    /** The outbox's volume. */
    public static final String DATA_DIR = "/var/lib/aegis";
    /** Mount point of the volume for events that wait, where there is one; a folder of {@link #DATA_DIR} where not. */
    public static final String OUTBOX_DIR = DATA_DIR + "/outbox";
}
