package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One trial of one candidate against what serves. The operator makes it; people may only suspend it. */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("canaries")
@ShortNames("cnr")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Candidate", jsonPath = ".spec.trial.candidate.version")
@AdditionalPrinterColumn(name = "Phase", jsonPath = ".status.phase")
@AdditionalPrinterColumn(
        name = "Weight",
        jsonPath = ".status.weightPercent",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Units",
        jsonPath = ".status.evidence.units",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Verdict", jsonPath = ".status.evidence.verdict")
@AdditionalPrinterColumn(name = "Gate", jsonPath = ".status.gateRef.name")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Columns.READY)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Columns.REASON)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
public class Canary extends CustomResource<CanarySpec, CanaryStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
