package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** The graph that every stream of it runs, and the cells that run it. */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("pipelines")
@ShortNames("pl")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Revision", jsonPath = ".status.revision")
@AdditionalPrinterColumn(name = "Cells", jsonPath = ".status.cells.summary")
@AdditionalPrinterColumn(name = "Streams", jsonPath = ".status.streams.summary")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Columns.READY)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Columns.REASON)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
        value = "size(self.metadata.name) <= 40",
        message = "metadata.name: at most 40 characters; cells are named after the Pipeline")
public class Pipeline extends CustomResource<PipelineSpec, PipelineStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Longest name: cells are named after it. */
    public static final int NAME_LENGTH = 40;
}
