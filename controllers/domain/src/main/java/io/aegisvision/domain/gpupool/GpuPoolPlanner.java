package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.ConditionType;
import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolStatus;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.domain.condition.Condition.Claim;
import io.aegisvision.domain.condition.Readiness;
import io.aegisvision.domain.gpupool.ClusterView.Holder;
import io.aegisvision.domain.gpupool.GpuPoolPlan.Action;
import io.aegisvision.domain.gpupool.NodeLedger.Share;
import io.aegisvision.domain.gpupool.PoolLedger.Room;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is said and done about a pool: its numbers, its conditions, and which cells leave a node that holds too much. */
public final class GpuPoolPlanner {
    /**
     * How long a cell may hold a place without a node. A scheduler that finds a node binds within seconds, so that after
     * this time something else than GPUs is missing. Own choice.
     */
    public static final Duration RESERVATION = Duration.ofMinutes(2);

    private static final int MOST_UNPLACED = 16;

    private GpuPoolPlanner() {}

    /** Decides; total, also for nodes and pods that contradict each other. */
    public static GpuPoolPlan plan(GpuPoolSnapshot snapshot, Instant now) {
        PoolLedger ledger = PoolLedger.of(snapshot.pool(), snapshot.pools(), snapshot.cluster());
        List<Unplaced> unplaced = Stream.concat(expired(ledger, now).stream(), snapshot.unplaced().stream())
                .toList();
        Room room = ledger.total();
        List<Action> evictions = evictions(ledger);
        List<Claim> claims =
                new ArrayList<>(readiness(ledger, room, unplaced.size()).claims());
        boolean gpus = ledger.spec().mode() != GpuPoolSpec.Mode.Cpu;
        if (gpus) {
            claims.add(healthy(ledger));
            claims.add(exclusive(ledger));
        }
        if (PoolLedger.byClaim(ledger.spec())) {
            claims.add(Discovery.claim(ledger));
        }
        GpuUse use = GpuUse.of(ledger);
        return new GpuPoolPlan(
                claims,
                evictions,
                new GpuPoolStatus.Cells(room.capacity(), room.used()),
                gpus ? count(ledger) : null,
                ledger.spec().mode() == GpuPoolSpec.Mode.Mig ? slices(ledger) : null,
                gpus ? use.used() : null,
                gpus ? use.lowerBound() : null,
                gpus ? use.fragmentationPercent() : null,
                unplaced.stream().limit(MOST_UNPLACED).toList(),
                unplaced.size(),
                Repartitioning.proposals(ledger, snapshot.demands()));
    }

    /** Cells that hold a place for longer than a scheduler needs. */
    private static List<Unplaced> expired(PoolLedger ledger, Instant now) {
        return ledger.waiting().stream()
                .filter(holder -> !holder.since().plus(RESERVATION).isAfter(now))
                .map(holder -> new Unplaced(
                        holder.namespace(),
                        holder.cell().map(ClusterView.CellRef::pipeline).orElse(holder.name()),
                        null,
                        Reason.ReservationExpired.name(),
                        "cell " + holder.label() + ": the scheduler found no node within " + RESERVATION.toMinutes()
                                + " minutes; the pod's events say why"))
                .toList();
    }

    private static Readiness readiness(PoolLedger ledger, Room room, int unplaced) {
        if (!ledger.served()) {
            return new Readiness.Stalled(Reason.AllocationUnavailable.name(), PoolLedger.NOT_SERVED);
        }
        String taken = room.used() + " of " + room.capacity() + " places are taken";
        if (ledger.open().isEmpty()) {
            return new Readiness.Stalled(Reason.NoNodes.name(), noNodes(ledger));
        }
        Optional<String> over = over(ledger);
        if (over.isPresent()) {
            return ledger.spec().overcommit() == GpuPoolSpec.Overcommit.Drain
                    ? new Readiness.Reconciling(Reason.Draining.name(), over.get() + "; cells are moved")
                    : new Readiness.Stalled(Reason.Overcommitted.name(), over.get());
        }
        Optional<String> crowded = crowded(ledger);
        if (crowded.isPresent()) {
            return new Readiness.Stalled(Reason.Overcommitted.name(), crowded.get());
        }
        if (room.free() == 0) {
            return unplaced == 0
                    ? new Readiness.Ready(Reason.Full.name(), taken)
                    : new Readiness.Stalled(Reason.Full.name(), taken + "; " + unplaced + " stream(s) or cell(s) wait");
        }
        return new Readiness.Ready(Reason.HasRoom.name(), taken);
    }

    private static String noNodes(PoolLedger ledger) {
        if (ledger.nodes().isEmpty() && ledger.shared().isEmpty()) {
            return "no node matches nodeSelector";
        }
        long away = ledger.nodes().stream().filter(node -> !node.ready()).count();
        return "no node takes cells: " + away + " not ready, " + (ledger.nodes().size() - away)
                + " cordoned or with a taint that the pool does not tolerate, "
                + ledger.shared().size() + " of another pool";
    }

    /** The first resource of which more is given away than there is, in words: cells wait that no node can take. */
    private static Optional<String> crowded(PoolLedger ledger) {
        return ledger.given().stream()
                .filter(resource -> ledger.room(resource).crowd() > 0)
                .map(resource -> ledger.room(resource).used() + " of "
                        + ledger.room(resource).capacity()
                        + resource.map(name -> " " + name).orElse("") + " places are taken")
                .findFirst();
    }

    /** The first node that holds more than it offers, in words. */
    private static Optional<String> over(PoolLedger ledger) {
        for (NodeLedger node : ledger.nodes()) {
            for (Map.Entry<String, Share> entry : node.shares().entrySet()) {
                Share share = entry.getValue();
                if (share.over() > 0) {
                    return Optional.of("node " + node.name() + " offers " + share.offered() + " of " + entry.getKey()
                            + " and holds " + share.held());
                }
            }
        }
        return Optional.empty();
    }

    /** By {@code spec.overcommit}: of each node that holds too much the youngest cells, those on their way out counted. */
    private static List<Action> evictions(PoolLedger ledger) {
        List<Action> evictions = new ArrayList<>();
        if (ledger.spec().overcommit() != GpuPoolSpec.Overcommit.Drain) {
            return evictions;
        }
        for (NodeLedger node : ledger.nodes()) {
            node.shares().forEach((resource, share) -> {
                int leaving = node.cells().stream()
                        .filter(Holder::leaving)
                        .mapToInt(holder -> holder.of(resource))
                        .sum();
                node.cells().stream()
                        .filter(holder -> !holder.leaving() && holder.of(resource) > 0)
                        .sorted(Comparator.comparing(Holder::since)
                                .reversed()
                                .thenComparing(Holder::namespace)
                                .thenComparing(Holder::name))
                        .limit(Math.max(0, share.over() - leaving))
                        .forEach(holder -> evictions.add(new Action.Evict(holder.namespace(), holder.name())));
            });
        }
        return evictions;
    }

    private static Claim healthy(PoolLedger ledger) {
        if (!ledger.lost().isEmpty()) {
            Holder first = ledger.lost().getFirst();
            return Claim.fails(
                    ConditionType.Healthy.name(),
                    Reason.NodeLost.name(),
                    "node " + first.node().orElseThrow() + " is gone or does not answer, with cell " + first.label()
                            + more(ledger.lost().size()));
        }
        for (NodeLedger node : ledger.nodes()) {
            for (Map.Entry<String, Share> entry : node.shares().entrySet()) {
                Share share = entry.getValue();
                if (share.unhealthy() > 0) {
                    return Claim.fails(
                            ConditionType.Healthy.name(),
                            Reason.GpuUnhealthy.name(),
                            "node " + node.name() + ": " + share.unhealthy() + " of "
                                    + (share.offered() + share.unhealthy()) + " " + entry.getKey()
                                    + " out of order");
                }
                if (share.unaccounted() > 0) {
                    return Claim.fails(
                            ConditionType.Healthy.name(),
                            Reason.InstancesUnaccounted.name(),
                            "node " + node.name() + ": " + share.unaccounted() + " instance(s) of " + entry.getKey()
                                    + " exist that the device plugin does not offer");
                }
            }
        }
        return Claim.holds(
                ConditionType.Healthy.name(), Reason.Accounted.name(), "every instance is offered and in order");
    }

    private static Claim exclusive(PoolLedger ledger) {
        if (ledger.shared().isEmpty()) {
            return Claim.holds(
                    ConditionType.Exclusive.name(), Reason.OwnNodes.name(), "no other pool selects its nodes");
        }
        Map.Entry<String, String> first = new TreeMap<>(ledger.shared()).firstEntry();
        return Claim.fails(
                ConditionType.Exclusive.name(),
                Reason.NodesShared.name(),
                "node " + first.getKey() + " counts for the older GpuPool " + first.getValue()
                        + more(ledger.shared().size()));
    }

    private static String more(int all) {
        return all == 1 ? "" : ", and " + (all - 1) + " more";
    }

    /** GPUs as feature discovery counts them; null where a node is silent. */
    private static @Nullable Integer count(PoolLedger ledger) {
        int sum = 0;
        for (NodeLedger node : ledger.nodes()) {
            if (node.gpus().isPresent()) {
                sum += node.gpus().get();
            } else if (!node.shares().isEmpty()) {
                return null;
            }
        }
        return sum;
    }

    /** By profile; null where nobody offers or holds a slice: a field that says nothing is left out. */
    private static GpuPoolStatus.@Nullable Slices slices(PoolLedger ledger) {
        Map<String, Integer> free = new TreeMap<>();
        Map<String, Integer> bound = new TreeMap<>();
        Map<String, Integer> busy = new TreeMap<>();
        for (String resource : ledger.resources()) {
            GpuResource.profile(resource).ifPresent(profile -> {
                Room room = ledger.room(Optional.of(resource));
                free.put(profile, room.free());
                bound.put(profile, sum(ledger, resource, Share::held) + ledger.waiting(resource));
                int out = sum(ledger, resource, share -> share.unhealthy() + share.unaccounted());
                if (out > 0) {
                    busy.put(profile, out);
                }
            });
        }
        return free.isEmpty() ? null : new GpuPoolStatus.Slices(free, bound, busy);
    }

    private static int sum(PoolLedger ledger, String resource, ToIntFunction<Share> number) {
        return ledger.nodes().stream()
                .map(node -> node.shares().get(resource))
                .filter(share -> share != null)
                .mapToInt(number)
                .sum();
    }
}
