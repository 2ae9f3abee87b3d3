package io.aegisvision.operator.webhook;

import io.aegisvision.webhooks.model.ModelReview;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReview;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Records who changed a Model. */
@Path("/admission/models")
public class ModelAdmission {
    private final KubernetesSerialization serialization;

    /** Reads and writes reviews as the Kubernetes client does. */
    public ModelAdmission(KubernetesSerialization serialization) {
        this.serialization = serialization;
    }

    /** Answers one review. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @RunOnVirtualThread
    public String review(String text) {
        AdmissionReview review = serialization.unmarshal(text, AdmissionReview.class);
        AdmissionReview answer = new AdmissionReview();
        answer.setResponse(ModelReview.answer(review.getRequest()));
        return serialization.asJson(answer);
    }
}
