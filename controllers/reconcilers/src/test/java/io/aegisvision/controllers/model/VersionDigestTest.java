package io.aegisvision.controllers.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aegisvision.api.v1alpha1.ModelSpec.Version;
import org.junit.jupiter.api.Test;

class VersionDigestTest {
    private static final String ENTRY = """
            {"name": "v1",
             "artifact": {"uri": "oci://registry.example/models/street", "digest": "sha256:%s"},
             "platform": "ONNX", "memory": "400Mi", "labels": ["person", "car"],
             "input": {"tensor": "images", "width": 640, "height": 360, "layout": "NHWC", "dataType": "UINT8",
                       "colorFormat": "RGB", "normalization": "None", "letterbox": false},
             "output": {"decoder": "BoxesScoresLabels",
                        "tensors": {"boxes": "boxes", "scores": "scores", "labels": "labels"},
                        "boxFormat": "XYXY", "boxUnits": "Pixels", "minScorePercent": 35, "nmsIouPercent": 50}}
            """.formatted("a".repeat(64));

    @Test
    void isTheSameForTheSameEntryInAnyOrder() throws Exception {
        Version one = read(ENTRY);
        Version other = read(ENTRY.replace(
                "\"platform\": \"ONNX\", \"memory\": \"400Mi\"", "\"memory\": \"400Mi\", \"platform\": \"ONNX\""));
        assertThat(VersionDigest.of(one)).isEqualTo(VersionDigest.of(other)).matches("sha256:[0-9a-f]{64}");
    }

    @Test
    void doesNotDependOnTheName() throws Exception {
        assertThat(VersionDigest.of(read(ENTRY.replace("\"v1\"", "\"v9\"")))).isEqualTo(VersionDigest.of(read(ENTRY)));
    }

    @Test
    void isAnotherForAnotherThresholdLabelOrArtifact() throws Exception {
        String digest = VersionDigest.of(read(ENTRY));
        assertThat(VersionDigest.of(read(ENTRY.replace("35", "36")))).isNotEqualTo(digest);
        assertThat(VersionDigest.of(read(ENTRY.replace("\"car\"", "\"truck\""))))
                .isNotEqualTo(digest);
        assertThat(VersionDigest.of(read(ENTRY.replace("aaaa", "aaab")))).isNotEqualTo(digest);
    }

    /** The digest is part of what ledgers remember for years: this value may never change. */
    @Test
    void keepsItsValueOverReleases() throws Exception {
        assertThat(VersionDigest.of(read(ENTRY)))
                .isEqualTo("sha256:c18ac2d8f8b287e210c5ada21adf27fcd9c730094a69bf4c5c2e900c8b02a804");
    }

    private static Version read(String json) throws Exception {
        return JsonMapper.builder().build().readValue(json, Version.class);
    }
}
