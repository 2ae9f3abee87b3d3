package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One person's decision on one gate. Admission policies hold its author to their own name. */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("approvals")
@ShortNames("apv")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Gate", jsonPath = ".spec.gateRef.name")
@AdditionalPrinterColumn(name = "Decision", jsonPath = ".spec.decision")
@AdditionalPrinterColumn(name = "By", jsonPath = ".spec.approver.username")
@AdditionalPrinterColumn(name = "Revoked", jsonPath = ".spec.revoked", type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(name = "Counted", jsonPath = ".status.counted", type = AdditionalPrinterColumn.Type.BOOLEAN)
@AdditionalPrinterColumn(name = "Reason", jsonPath = ".status.reason")
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
public class Approval extends CustomResource<ApprovalSpec, ApprovalStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
