package io.aegisvision.domain.promotion;

import io.aegisvision.api.v1alpha1.Approver;
import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.PromotionPolicySpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Below what no trial and no gate goes, whatever the Model's author writes.
 *
 * @param minRequiredApprovals least number of people, 1 to 10
 * @param approvers the allowed groups, one set per policy that names any; a group must be in all of them
 * @param maxMarginPercent largest margin, percentage points, 1 to 50
 * @param minUnits least number of clips before a verdict can promote
 * @param clipSources beginnings of addresses, one set per policy that names any; an address must match one of each
 */
public record Floors(
        int minRequiredApprovals,
        List<Set<String>> approvers,
        int maxMarginPercent,
        int minUnits,
        List<Set<String>> clipSources) {
    public Floors {
        approvers = approvers.stream()
                .map(names -> (Set<String>) new TreeSet<>(names))
                .toList();
        clipSources = clipSources.stream()
                .map(names -> (Set<String>) new TreeSet<>(names))
                .toList();
    }

    /** The floors of one policy, or of the operator's configuration, which is written the same way. */
    public static Floors of(PromotionPolicySpec policy) {
        Set<String> groups = new TreeSet<>(
                Lists.copy(policy.approvers()).stream().map(Approver::name).toList());
        List<String> clips = Lists.copy(policy.clipSources());
        return new Floors(
                policy.minRequiredApprovals(),
                groups.isEmpty() ? List.of() : List.of(groups),
                policy.maxMarginPercent(),
                policy.minUnits(),
                clips.isEmpty() ? List.of() : List.of(Set.copyOf(clips)));
    }

    /** The strictest value of each floor over all policies; without any policy, what the operator was configured with. */
    public static Floors strictest(Collection<PromotionPolicySpec> policies, Floors configured) {
        return policies.stream().map(Floors::of).reduce(Floors::and).orElse(configured);
    }

    private Floors and(Floors other) {
        return new Floors(
                Math.max(minRequiredApprovals, other.minRequiredApprovals),
                both(approvers, other.approvers),
                Math.min(maxMarginPercent, other.maxMarginPercent),
                Math.max(minUnits, other.minUnits),
                both(clipSources, other.clipSources));
    }

    /** The groups that every policy allows, sorted; empty where no policy names any. */
    public List<String> commonApprovers() {
        if (approvers.isEmpty()) {
            return List.of();
        }
        Set<String> common = new TreeSet<>(approvers.getFirst());
        approvers.forEach(common::retainAll);
        return List.copyOf(common);
    }

    /** Whether members of this group may approve. */
    public boolean allowsApprover(String group) {
        return approvers.stream().allMatch(names -> names.contains(group));
    }

    /** Whether clips may come from this address. */
    public boolean allowsClips(String uri) {
        return clipSources.stream().allMatch(begins -> begins.stream().anyMatch(uri::startsWith));
    }

    private static List<Set<String>> both(List<Set<String>> one, List<Set<String>> other) {
        Set<Set<String>> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return new ArrayList<>(all);
    }
}
