package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** How the GPUs of the node of this name are to be partitioned. */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("miglayouts")
@ShortNames("mgl")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Config", jsonPath = ".status.config")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Columns.READY)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Columns.REASON)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
public class MigLayout extends CustomResource<MigLayoutSpec, MigLayoutStatus> {
    private static final long serialVersionUID = 1L;
}
