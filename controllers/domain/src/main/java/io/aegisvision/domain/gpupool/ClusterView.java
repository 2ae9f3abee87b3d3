package io.aegisvision.domain.gpupool;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.GpuPoolSpec.Toleration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Nodes, and everybody who holds GPUs or a place in a pool, as API objects tell: nothing here is remembered, so that it can
 * be built from nothing at any time.
 *
 * @param nodes every node
 * @param holders every pod with GPUs, every cell
 * @param devices what claims can be given, and what they hold
 */
public record ClusterView(List<NodeView> nodes, List<Holder> holders, DeviceView devices) {
    public ClusterView {
        nodes = List.copyOf(nodes);
        holders = List.copyOf(holders);
    }

    /** A cluster that does not know claims. */
    public ClusterView(List<NodeView> nodes, List<Holder> holders) {
        this(nodes, holders, DeviceView.NOT_SERVED);
    }

    /**
     * A node.
     *
     * @param ready whether its kubelet says so
     * @param cordoned closed to new pods by a person
     * @param taints those that keep pods away (NoSchedule, NoExecute)
     * @param labels its labels
     * @param capacity number of each extended resource of NVIDIA's, those that are out of order included
     * @param allocatable number of each that may be given away
     */
    public record NodeView(
            String name,
            boolean ready,
            boolean cordoned,
            List<Taint> taints,
            Map<String, String> labels,
            Map<String, Integer> capacity,
            Map<String, Integer> allocatable) {
        /** Whether it is one of the pool's. */
        boolean selectedBy(GpuPoolSpec pool) {
            return labels.entrySet().containsAll(pool.nodeSelector().entrySet());
        }

        /** Whether a new cell of the pool can be bound to it. */
        boolean open(GpuPoolSpec pool) {
            return ready && !cordoned && taints.stream().allMatch(taint -> taint.toleratedBy(pool.tolerations()));
        }
    }

    /** A taint of a node, in Kubernetes' words. */
    public record Taint(String key, String value, GpuPoolSpec.Effect effect) {
        /** Kubernetes' rule: effect, key and value match, where an absent one matches any. */
        boolean toleratedBy(List<Toleration> tolerations) {
            return tolerations.stream()
                    .anyMatch(t -> (t.effect() == null || t.effect() == effect)
                            && (t.key() == null
                                    ? t.operator() == GpuPoolSpec.Operator.Exists
                                    : t.key().equals(key))
                            && (t.operator() == GpuPoolSpec.Operator.Exists
                                    || value.equals(t.value() == null ? "" : t.value())));
        }
    }

    /**
     * Who holds GPUs: a pod that is bound, a claim of others, or a cell whose pod is not bound yet, which holds a place without a node.
     *
     * @param name of the pod; of the cell where there is none
     * @param cell the cell that it is of; empty for a pod of others
     * @param node where it is bound; empty for a cell that waits
     * @param since when the pod, or else the cell, was made
     * @param leaving whether it is on its way out; it holds until it is gone
     * @param requests number of each extended resource of NVIDIA's; a device of a claim counts as one of the resource of its
     *     profile
     */
    public record Holder(
            String namespace,
            String name,
            Optional<CellRef> cell,
            Optional<String> node,
            Instant since,
            boolean leaving,
            Map<String, Integer> requests) {
        /** How many of a resource. */
        int of(String resource) {
            return requests.getOrDefault(resource, 0);
        }

        /** Whether it is a cell of the pool. */
        boolean isOf(String pool) {
            return cell.filter(ref -> ref.pool.equals(pool)).isPresent();
        }

        /** The cell's name; the pod's where it is of others. */
        public String label() {
            return cell.map(CellRef::name).orElse(name);
        }
    }

    /** A cell, by names. */
    public record CellRef(String pool, String pipeline, String name) {}
}
