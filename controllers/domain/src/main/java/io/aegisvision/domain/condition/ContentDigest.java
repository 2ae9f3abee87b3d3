package io.aegisvision.domain.condition;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * SHA-256 over the content of records, field by field, so that two equal values have one digest in every process. It
 * names revisions inside the platform; digests that people approve are RFC 8785's, made where JSON is known.
 */
public final class ContentDigest {
    private ContentDigest() {}

    /**
     * Hex digest of a value made of records, lists, maps with text keys, enums, text, numbers, booleans and null.
     *
     * @throws IllegalArgumentException for any other type
     */
    public static String of(@Nullable Object value) {
        MessageDigest digest = sha256();
        feed(digest, value);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Hex SHA-256 of a text in UTF-8. */
    public static String ofText(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static void feed(MessageDigest digest, @Nullable Object value) {
        switch (value) {
            case null -> token(digest, "null", "");
            case List<?> list -> {
                token(digest, "list", Integer.toString(list.size()));
                list.forEach(item -> feed(digest, item));
            }
            case Map<?, ?> map -> {
                token(digest, "map", Integer.toString(map.size()));
                TreeMap<String, @Nullable Object> sorted = new TreeMap<>();
                map.forEach((key, item) -> sorted.put(String.valueOf(key), item));
                sorted.forEach((key, item) -> {
                    token(digest, "key", key);
                    feed(digest, item);
                });
            }
            case Record record -> {
                token(digest, "record", record.getClass().getSimpleName());
                for (RecordComponent component : record.getClass().getRecordComponents()) {
                    token(digest, "field", component.getName());
                    feed(digest, read(record, component));
                }
            }
            case String text -> token(digest, "text", text);
            case Enum<?> constant -> token(digest, "enum", constant.name());
            case Number number -> token(digest, "number", number.toString());
            case Boolean flag -> token(digest, "flag", flag.toString());
            default -> throw new IllegalArgumentException("no digest of " + value.getClass());
        }
    }

    private static @Nullable Object read(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("no digest of " + record.getClass(), e);
        }
    }

    private static void token(MessageDigest digest, String kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((kind + ":" + bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
