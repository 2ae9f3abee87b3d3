package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One camera or file, run through a pipeline. */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("streams")
@ShortNames("str")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Pipeline", jsonPath = ".spec.pipelineRef.name")
@AdditionalPrinterColumn(name = "Cell", jsonPath = ".status.cell")
@AdditionalPrinterColumn(
        name = "FPS",
        jsonPath = ".status.framesPerSecond.processed",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Model", jsonPath = ".status.models[*].version")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Columns.READY)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Columns.REASON)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
public class Stream extends CustomResource<StreamSpec, StreamStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
