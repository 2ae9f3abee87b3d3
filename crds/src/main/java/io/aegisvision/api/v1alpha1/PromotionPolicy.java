package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * The administrator's floors for trials and gates of every Model; of several policies the strictest value counts. Where
 * there is none, the operator's configuration gives the floors.
 */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("promotionpolicies")
@ShortNames("pp")
@Categories("aegis")
@AdditionalPrinterColumn(
        name = "Approvals",
        jsonPath = ".spec.minRequiredApprovals",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Units", jsonPath = ".spec.minUnits", type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(
        name = "Margin",
        jsonPath = ".spec.maxMarginPercent",
        type = AdditionalPrinterColumn.Type.INTEGER)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
public class PromotionPolicy extends CustomResource<PromotionPolicySpec, PromotionPolicyStatus> {
    private static final long serialVersionUID = 1L;
}
