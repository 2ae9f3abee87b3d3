package io.aegisvision.examples.street;

import java.util.Arrays;
import java.util.List;

/** What the detectors name, in the order of the models' class indices: 0 person, 1 car, 2 forklift. */
public enum Label {
    PERSON("person"),
    CAR("car"),
    FORKLIFT("forklift");

    private final String text;

    Label(String text) {
        this.text = text;
    }

    /** The label as it stands in manifests, truth files and events. */
    public String text() {
        return text;
    }

    /** All labels in class-index order. */
    public static List<String> texts() {
        return Arrays.stream(values()).map(Label::text).toList();
    }
}
