package io.aegisvision.api.v1alpha1;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/**
 * What is remembered of the Model of the same name, also after it is gone: what each version name means, what serves,
 * and what was rejected. The operator alone writes it; nothing owns it.
 */
@Group(Formats.GROUP)
@Version(Formats.VERSION)
@Plural("modelledgers")
@ShortNames("mdll")
@Categories("aegis")
@AdditionalPrinterColumn(name = "Serving", jsonPath = ".spec.serving.version")
@AdditionalPrinterColumn(name = "Since", jsonPath = ".spec.serving.since", type = AdditionalPrinterColumn.Type.DATE)
@AdditionalPrinterColumn(name = "Age", jsonPath = Columns.AGE, type = AdditionalPrinterColumn.Type.DATE)
public class ModelLedger extends CustomResource<ModelLedgerSpec, Void> implements Namespaced {
    private static final long serialVersionUID = 1L;
}
