package io.aegisvision.domain.pipeline;

import io.aegisvision.api.v1alpha1.GpuPoolSpec;
import io.aegisvision.api.v1alpha1.PipelineSpec;
import io.aegisvision.api.v1alpha1.Reason;
import io.aegisvision.contract.CellConfig;
import io.aegisvision.contract.PipelineGraph;
import io.aegisvision.domain.pipeline.PipelinePlan.CellPlan;
import io.aegisvision.domain.pipeline.PipelinePlan.Shape;
import io.aegisvision.domain.pipeline.PipelineSnapshot.CellView;
import io.aegisvision.domain.pipeline.PipelineSnapshot.Revision;
import io.aegisvision.domain.pipeline.PipelineSnapshot.StreamView;
import io.aegisvision.domain.placement.StickyAssignment;
import io.aegisvision.domain.placement.StickyAssignment.Assignment;
import io.aegisvision.domain.placement.StickyAssignment.Limits;
import io.aegisvision.domain.stream.StreamCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * From a pipeline and all that it names to its revision and its cells. While the stages cannot be resolved the cells go
 * on with what they have, less the streams that are to go: what runs is not stopped by a broken change.
 */
public final class PipelinePlanner {
    private PipelinePlanner() {}

    /** Decides; total, also for specs that the API server should have refused. */
    public static PipelinePlan plan(PipelineSnapshot snapshot) {
        Map<String, CellView> cells =
                snapshot.cells().stream().collect(Collectors.toMap(CellView::name, Function.identity()));
        List<StreamView> wanted =
                snapshot.streams().stream().filter(StreamView::wanted).toList();
        String digest = GraphResolver.digest(snapshot.spec());
        boolean changed = !digest.equals(snapshot.latest().digest());
        Revision next = changed ? new Revision(snapshot.latest().number() + 1, digest) : snapshot.latest();
        GraphResolver.Resolution resolution = GraphResolver.resolve(
                snapshot.name() + "-" + next.number(), snapshot.spec(), snapshot.secrets(), snapshot.models());
        PipelineGraph graph = resolution.graph();
        Optional<Problem> engine = engine(snapshot);
        if (graph == null || engine.isPresent()) {
            List<Problem> refs =
                    Stream.concat(resolution.refs().stream(), engine.stream()).toList();
            return frozen(snapshot, wanted, new GraphResolver.Resolution(null, resolution.spec(), refs));
        }
        return resolved(snapshot, wanted, cells, graph, changed ? Optional.of(next) : Optional.empty());
    }

    /** Why the engine cannot run in the pool. */
    private static Optional<Problem> engine(PipelineSnapshot snapshot) {
        return snapshot.spec().cells().engine() == PipelineSpec.Engine.Triton
                ? Optional.empty()
                : snapshot.pool()
                        .filter(pool -> pool.spec().mode() != GpuPoolSpec.Mode.Cpu)
                        .map(pool -> new Problem(
                                Reason.EngineNeedsProcessor,
                                "cells: engine Embedded needs a pool of mode Cpu, and GpuPool " + pool.name()
                                        + " is of mode " + pool.spec().mode()));
    }

    private static PipelinePlan resolved(
            PipelineSnapshot snapshot,
            List<StreamView> wanted,
            Map<String, CellView> cells,
            PipelineGraph graph,
            Optional<Revision> newRevision) {
        Map<String, StreamView> fit = wanted.stream()
                .filter(stream -> StreamCheck.spec(stream.spec()).isEmpty())
                .filter(stream -> StreamCheck.refs(
                                stream.spec(), snapshot.spec().stages(), snapshot.secrets())
                        .isEmpty())
                .collect(Collectors.toMap(StreamView::name, Function.identity(), (a, b) -> a, TreeMap::new));
        Optional<CellShapes> shapes = snapshot.pool().map(pool -> new CellShapes(snapshot, pool));
        Assignment assignment = StickyAssignment.assign(
                snapshot.name(),
                cells.keySet(),
                previous(snapshot, fit),
                fit.keySet(),
                new Limits(
                        snapshot.spec().cells().streamsPerCell(),
                        snapshot.spec().cells().maxCells(),
                        shapes.map(CellShapes::newCells).orElse(0)));
        CellConfigs configs = new CellConfigs(snapshot, graph, assignment.cellOf());
        List<CellPlan> plans = new ArrayList<>();
        assignment.streamsOf().forEach((name, streams) -> {
            CellView existing = cells.get(name);
            List<StreamView> views = streams.stream().map(fit::get).toList();
            // what a cluster does not know is not asked for: the cell keeps what it has
            Optional<Shape> own = shapes.filter(all -> existing == null || all.served())
                    .map(all -> existing == null
                            ? all.next()
                            : all.existing(snapshot.namespace(), name, existing.profile()));
            boolean takesPlace = existing == null
                    || own.filter(shape -> !shape.profile().equals(existing.profile()))
                            .isPresent();
            plans.add(new CellPlan(name, takesPlace, configs.of(name, views, existing), own));
        });
        plans.sort(Comparator.comparing(CellPlan::name));
        Optional<Problem> noPlace = noPlace(snapshot, assignment, shapes);
        List<Problem> refs = shapes.map(
                        all -> all.refused(snapshot.namespace()).stream().toList())
                .orElseGet(() -> List.of(new Problem(
                        Reason.PoolNotFound,
                        "poolRef: there is no GpuPool "
                                + snapshot.spec().poolRef().name())));
        return new PipelinePlan(
                newRevision.orElse(snapshot.latest()),
                newRevision.isPresent(),
                plans,
                removed(cells, plans),
                assignment.cellOf(),
                assignment.unplaced(),
                noPlace,
                List.of(),
                refs,
                wanted.size());
    }

    private static PipelinePlan frozen(
            PipelineSnapshot snapshot, List<StreamView> wanted, GraphResolver.Resolution resolution) {
        Set<String> uids = wanted.stream().map(StreamView::uid).collect(Collectors.toSet());
        List<CellPlan> plans = new ArrayList<>();
        Map<String, String> cellOf = new TreeMap<>();
        for (CellView cell : snapshot.cells()) {
            cell.config()
                    .map(config -> CellConfigs.frozen(
                            config, uids, snapshot.spec().cells().view()))
                    .ifPresent(config -> {
                        if (!config.streams().isEmpty()) {
                            plans.add(new CellPlan(cell.name(), false, config, Optional.empty()));
                            config.streams().forEach(stream -> cellOf.put(stream.name(), cell.name()));
                        }
                    });
        }
        plans.sort(Comparator.comparing(CellPlan::name));
        Map<String, CellView> cells =
                snapshot.cells().stream().collect(Collectors.toMap(CellView::name, Function.identity()));
        return new PipelinePlan(
                snapshot.latest(),
                false,
                plans,
                removed(cells, plans),
                cellOf,
                List.of(),
                Optional.empty(),
                resolution.spec(),
                resolution.refs(),
                wanted.size());
    }

    private static List<String> removed(Map<String, CellView> cells, List<CellPlan> plans) {
        Set<String> kept = plans.stream().map(CellPlan::name).collect(Collectors.toSet());
        return cells.keySet().stream()
                .filter(name -> !kept.contains(name))
                .sorted()
                .toList();
    }

    private static Map<String, String> previous(PipelineSnapshot snapshot, Map<String, StreamView> fit) {
        Map<String, String> cellOf = new HashMap<>();
        for (CellView cell : snapshot.cells()) {
            cell.config().map(CellConfig::streams).orElse(List.of()).forEach(stream -> {
                StreamView view = fit.get(stream.name());
                if (view != null && view.uid().equals(stream.uid())) {
                    cellOf.putIfAbsent(stream.name(), cell.name());
                }
            });
        }
        return cellOf;
    }

    private static Optional<Problem> noPlace(
            PipelineSnapshot snapshot, Assignment assignment, Optional<CellShapes> shapes) {
        String waiting = assignment.unplaced().size() + " stream(s) wait for a place: ";
        String pool = snapshot.spec().poolRef().name();
        return switch (assignment.bound()) {
            case None -> Optional.empty();
            case MaxCells ->
                Optional.of(new Problem(
                        Reason.NoCapacity,
                        waiting + "all of maxCells " + snapshot.spec().cells().maxCells() + " hold streamsPerCell "
                                + snapshot.spec().cells().streamsPerCell()));
            case Pool ->
                Optional.of(shapes.map(all -> all.full(waiting))
                        .orElse(new Problem(Reason.PoolNotFound, waiting + "there is no GpuPool " + pool)));
        };
    }
}
