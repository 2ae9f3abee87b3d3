package io.aegisvision.controllers.model;

import io.aegisvision.api.v1alpha1.Lists;
import io.aegisvision.api.v1alpha1.Pipeline;
import io.aegisvision.api.v1alpha1.Stream;
import io.aegisvision.contract.CellState;
import io.aegisvision.contract.CellState.ModelPhase;
import io.aegisvision.contract.CellState.ModelState;
import io.aegisvision.controllers.cell.CellStates;
import io.aegisvision.controllers.objects.ObjectCache;
import io.aegisvision.domain.model.LoadReport;
import io.aegisvision.domain.model.LoadReport.Failure;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which cells a model's streams run in, and how far these are with a version; from caches and the cells' last word. */
public final class ModelCells {
    private final CellStates states;

    /** Reads the cells' last states. */
    public ModelCells(CellStates states) {
        this.states = states;
    }

    /** The streams that use a model and run, in name order. */
    public List<Stream> streams(ObjectCache cache, String namespace, String model) {
        Set<String> pipelines = new TreeSet<>();
        for (Pipeline pipeline : cache.list(Pipeline.class, namespace)) {
            if (usesModel(pipeline, model)) {
                pipelines.add(pipeline.getMetadata().getName());
            }
        }
        return cache.list(Stream.class, namespace).stream()
                .filter(stream -> !stream.getSpec().suspend())
                .filter(stream ->
                        stream.getStatus() != null && stream.getStatus().cell() != null)
                .filter(stream ->
                        pipelines.contains(stream.getSpec().pipelineRef().name()))
                .sorted((one, other) -> one.getMetadata()
                        .getName()
                        .compareTo(other.getMetadata().getName()))
                .toList();
    }

    /** Whether a stage of the pipeline runs the model. */
    public static boolean usesModel(Pipeline pipeline, String model) {
        return Lists.copy(pipeline.getSpec().stages()).stream()
                .anyMatch(stage -> stage.detect() != null
                        && stage.detect().modelRef().name().equals(model));
    }

    /** Names of the cells that these streams run in, sorted. */
    public static Set<String> cells(List<Stream> streams) {
        Set<String> cells = new TreeSet<>();
        for (Stream stream : streams) {
            if (stream.getStatus() != null && stream.getStatus().cell() != null) {
                cells.add(stream.getStatus().cell());
            }
        }
        return cells;
    }

    /** How far these cells are with a version. */
    public LoadReport load(String namespace, Set<String> cells, String digest) {
        int verified = 0;
        int loaded = 0;
        Optional<Failure> failure = Optional.empty();
        for (String cell : cells) {
            Optional<ModelState> state = states.get(namespace, cell).stream()
                    .map(CellState::models)
                    .flatMap(List::stream)
                    .filter(model -> model.digest().equals(digest))
                    .findFirst();
            ModelPhase phase = state.map(ModelState::phase).orElse(ModelPhase.Pulling);
            switch (phase) {
                case Loading, Warming -> verified++;
                case Loaded -> {
                    verified++;
                    loaded++;
                }
                case Failed -> failure = failure.or(() -> state.flatMap(model -> failure(cell, model)));
                case Pulling, Unloading -> {}
            }
        }
        return new LoadReport(cells.size(), verified, loaded, failure);
    }

    private static Optional<Failure> failure(String cell, ModelState model) {
        return Optional.ofNullable(model.reason())
                .map(reason ->
                        new Failure(reason, cell + ": " + (model.message() == null ? reason.name() : model.message())));
    }
}
