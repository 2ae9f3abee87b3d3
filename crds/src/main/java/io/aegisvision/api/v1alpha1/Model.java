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

/** Which versions of a model exist, and which one is wanted; a new one serves only after a trial and an approval. */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("models")
@ShortNames("mdl")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Wanted", jsonPath = ".spec.version")
@AdditionalPrinterColumn(name = "Serving", jsonPath = ".status.servingVersion")
@AdditionalPrinterColumn(name = "Candidate", jsonPath = ".status.candidate.version")
@AdditionalPrinterColumn(name = "Ready", jsonPath = Columns.READY)
@AdditionalPrinterColumn(name = "Reason", jsonPath = Columns.REASON)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
@ValidationRule(
        value = "size(self.metadata.name) <= 40",
        message = "metadata.name: at most 40 characters; trials and gates are named after the Model")
@ValidationRule(
        value = "!has(oldSelf.status) || !has(oldSelf.status.servingVersion)"
                + " || self.spec.versions.exists(v, v.name == oldSelf.status.servingVersion)"
                + " || !oldSelf.spec.versions.exists(v, v.name == oldSelf.status.servingVersion)",
        messageExpression =
                "'spec.versions: keep ' + oldSelf.status.servingVersion + ', it serves; remove it when another version does'",
        message = "spec.versions: keep the serving version; remove it when another version serves")
public class Model extends CustomResource<ModelSpec, ModelStatus> implements Namespaced {
    private static final long serialVersionUID = 1L;

    /** Longest name: children are named after it. */
    public static final int NAME_LENGTH = 40;
}
