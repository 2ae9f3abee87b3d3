package io.aegisvision.api.v1alpha1;

/** Patterns and sizes that several schemas share. */
public final class Formats {
    /** API group of every kind. */
    public static final String GROUP = "aegisvision.io";
    /** The first version. */
    public static final String VERSION = "v1alpha1";

    /** A DNS label: names of stages, versions, zones and lines, and of objects that are named after them. */
    public static final String NAME = "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$";
    /** A DNS subdomain: the name of an object of any kind. */
    public static final String OBJECT_NAME = "^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$";
    /** The digest of an artifact, of a version, or of a request. */
    public static final String DIGEST = "^sha256:[0-9a-f]{64}$";
    /** Numbers with units, which add up: {@code 1h30m}, {@code 250ms}. */
    public static final String DURATION = "^([0-9]{1,5}(h|m|s|ms)){1,4}$";
    /** A Kubernetes quantity above zero: {@code 400Mi}, {@code 1500m}. */
    public static final String QUANTITY = "^[0-9]{1,9}(\\.[0-9]{1,3})?(m|k|M|G|T|Ki|Mi|Gi|Ti)?$";
    /** A decimal number, written so that it is read back exactly. */
    public static final String DECIMAL = "^-?([0-9]{1,19}(\\.[0-9]{1,20})?(E-?[0-9]{1,3})?|Infinity)$|^NaN$";
    /** The name of a profile of Multi-Instance GPU, or nothing. */
    public static final String MIG_PROFILE = "^([1-9]g\\.[0-9]{1,3}gb(\\+[a-z.]{1,10})?)?$";

    /** Longest DNS label. */
    public static final int NAME_LENGTH = 63;
    /** Longest name of an object. */
    public static final int OBJECT_NAME_LENGTH = 253;
    /** Length of a digest. */
    public static final int DIGEST_LENGTH = 71;
    /** Longest duration. */
    public static final int DURATION_LENGTH = 28;
    /** Longest name of a user or group. */
    public static final int USER_LENGTH = 256;
    /** Length of a uid. */
    public static final int UID_LENGTH = 64;
    /** Longest message for people. */
    public static final int MESSAGE_LENGTH = 1024;
    /** Longest reason, one word in CamelCase. */
    public static final int REASON_LENGTH = 128;
    /** Longest address. */
    public static final int URI_LENGTH = 512;
    /** Most conditions of an object. */
    public static final int CONDITIONS = 16;
    /** Most versions of a model. */
    public static final int VERSIONS = 20;
    /** Most labels of a model. */
    public static final int LABELS = 256;

    private Formats() {}
}
