package io.aegisvision.controllers.gpupool;

import io.aegisvision.api.v1alpha1.GpuPool;
import io.aegisvision.api.v1alpha1.GpuPoolStatus.Unplaced;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.controllers.cell.CellCaches;
import io.aegisvision.controllers.cell.ClusterObserver;
import io.aegisvision.domain.gpupool.GpuPoolSnapshot;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All that decides what is said and done about a pool, from the caches. */
final class GpuPoolObserver {
    private final CellCaches caches;
    private final ClusterObserver cluster;

    GpuPoolObserver(CellCaches caches) {
        this.caches = caches;
        this.cluster = new ClusterObserver(caches);
    }

    GpuPoolSnapshot observe(GpuPool pool) {
        return new GpuPoolSnapshot(
                ClusterObserver.pool(pool),
                cluster.pools(),
                cluster.observe(),
                unplaced(pool.getMetadata().getName()));
    }

    /** Streams whose status says that they found no place, in pipelines of this pool. */
    private List<Unplaced> unplaced(String pool) {
        return caches.streams().all().stream()
                .filter(stream -> caches.pipelines()
                        .get(
                                stream.getMetadata().getNamespace(),
                                stream.getSpec().pipelineRef().name())
                        .filter(pipeline -> pipeline.getSpec().poolRef().name().equals(pool))
                        .isPresent())
                .flatMap(stream -> noCapacity(stream)
                        .map(condition -> new Unplaced(
                                stream.getMetadata().getNamespace(),
                                stream.getSpec().pipelineRef().name(),
                                stream.getMetadata().getName(),
                                condition.getReason(),
                                condition.getMessage()))
                        .stream())
                .sorted(Comparator.comparing(Unplaced::namespace)
                        .thenComparing(Unplaced::stream, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    private static Optional<Condition> noCapacity(Stream stream) {
        return stream.getStatus() == null
                ? Optional.empty()
                : stream.getStatus().conditions().stream()
                        .filter(c ->
                                c.getType().equals("Ready") && c.getReason().equals(Reason.NoCapacity.name()))
                        .findFirst();
    }
}
