package io.aegisvision.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;

/** What is tried, frozen; only suspend changes. */
@ValidationRule(
        value = "self.modelRef == oldSelf.modelRef",
        fieldPath = ".modelRef",
        message = "modelRef: a Canary is frozen; only suspend can change")
@ValidationRule(
        value = "self.trial == oldSelf.trial",
        fieldPath = ".trial",
        message = "trial: a trial is frozen at its start; only suspend can change")
@ValidationRule(
        value = "self.attempt == oldSelf.attempt",
        fieldPath = ".attempt",
        message = "attempt: a Canary is frozen; only suspend can change")
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record CanarySpec(
        @JsonPropertyDescription("The Model.") @Required NameRef modelRef,

        @JsonPropertyDescription("The trial as it was asked for at the start.") @Required
        CanaryTrial trial,

        @JsonPropertyDescription("Number of this trial of the same two digests, from 1.")
        @Default("1")
        @Min(1)
        @Max(1_000_000)
        int attempt,

        @JsonPropertyDescription("True: no traffic moves, nothing is judged; harm still rolls back.") @Default("false")
        boolean suspend) {}
