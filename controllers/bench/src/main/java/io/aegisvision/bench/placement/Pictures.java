package io.aegisvision.bench.placement;

import io.aegisvision.domain.mig.Geometry;
import io.aegisvision.domain.mig.GeometryTable;
import io.aegisvision.domain.mig.MigPlacement;
import io.aegisvision.domain.mig.Profile;
import io.aegisvision.domain.placement.Demand;
import io.aegisvision.domain.placement.Demand.Need;
import io.aegisvision.domain.placement.PlacementPlan;
import io.aegisvision.domain.placement.PlacementPlan.Origin;
import io.aegisvision.domain.placement.PlacementPlan.Placement;
import io.aegisvision.domain.placement.PlacementPlanner;
import io.aegisvision.domain.placement.PlacementSnapshot.Gpu;
import io.aegisvision.domain.placement.PlacementSnapshot.Holder;
import io.aegisvision.domain.placement.PlacementSnapshot.Instance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The pictures of docs/concepts/gpus.md, from the tables and from a plan. */
final class Pictures {
    static final String FOLDER = "docs/concepts/images";

    private static final int SLICE = 64;
    private static final int HEIGHT = 26;
    private static final int LEFT = 130;
    private static final String HELD = "#8da2b8";
    private static final String PLACED = "#4c9a6a";
    private static final String FREE = "#eef1f4";

    private Pictures() {}

    /** Writes them below the root of the checkout. */
    static void write(Path root) throws IOException {
        Files.createDirectories(root.resolve(FOLDER));
        for (Map.Entry<String, String> picture : drawn().entrySet()) {
            Files.writeString(root.resolve(FOLDER).resolve(picture.getKey()), picture.getValue());
        }
    }

    /** Name to content of each. */
    static Map<String, String> drawn() {
        Map<String, String> pictures = new TreeMap<>();
        pictures.put("mig-starts.svg", starts(Setup.geometry(Setup.H100)));
        pictures.put("mig-plan.svg", plan());
        return pictures;
    }

    /** Every start of every profile of a product. */
    private static String starts(Geometry geometry) {
        Drawing drawing = new Drawing(geometry.slices());
        drawing.heading("H100 80 GB: where an instance may begin");
        for (Profile profile : geometry.profiles()) {
            if (!profile.name().contains("+")) {
                List<List<Integer>> lanes = lanes(profile);
                for (int lane = 0; lane < lanes.size(); lane++) {
                    drawing.row(lane == 0 ? profile.name() : "");
                    lanes.get(lane)
                            .forEach(start -> drawing.box(new MigPlacement(profile, start), PLACED, "@" + start));
                }
            }
        }
        return drawing.svg();
    }

    /** Starts that do not overlap share a row. */
    private static List<List<Integer>> lanes(Profile profile) {
        List<List<Integer>> lanes = new ArrayList<>();
        for (int start : profile.starts()) {
            Optional<List<Integer>> fitting = lanes.stream()
                    .filter(lane -> lane.getLast() + profile.size() <= start)
                    .findFirst();
            fitting.ifPresentOrElse(lane -> lane.add(start), () -> lanes.add(new ArrayList<>(List.of(start))));
        }
        return lanes;
    }

    /** Three GPUs in use, one empty, and six cells that are placed beside what runs. */
    private static String plan() {
        List<Gpu> gpus = List.of(
                Setup.gpu("GPU 0", Setup.H100, List.of(held("1g.10gb", 1), held("1g.10gb", 5))),
                Setup.gpu("GPU 1", Setup.H100, List.of(held("4g.40gb", 0))),
                Setup.gpu("GPU 2", Setup.H100, List.of(held("2g.20gb", 2), held("1g.20gb", 6))),
                Setup.gpu("GPU 3", Setup.H100, List.of()));
        List<Demand> demands = new ArrayList<>();
        for (String profile : List.of("3g.40gb", "3g.40gb", "2g.20gb", "2g.20gb", "1g.10gb", "1g.10gb", "7g.80gb")) {
            demands.add(Setup.demand("cell-" + demands.size(), demands.size(), Need.of(profile)));
        }
        PlacementPlan plan = new PlacementPlanner(GeometryTable.shipped()).plan(Setup.snapshot(gpus, demands));
        Geometry geometry = Setup.geometry(Setup.H100);
        Drawing drawing = new Drawing(geometry.slices());
        drawing.heading("grey runs, green is placed; of seven cells waiting "
                + plan.placements().size() + " find a place");
        for (Gpu gpu : gpus) {
            drawing.row(gpu.name());
            gpu.instances()
                    .forEach(instance -> drawing.box(
                            new MigPlacement(
                                    geometry.profile(instance.profile()).orElseThrow(),
                                    instance.start().orElseThrow()),
                            HELD,
                            instance.profile()));
            for (Placement placement : plan.placements()) {
                if (placement.origin() == Origin.Claimed && placement.gpu().equals(Optional.of(gpu.name()))) {
                    drawing.box(
                            new MigPlacement(
                                    geometry.profile(placement.profile()).orElseThrow(),
                                    placement.start().orElseThrow()),
                            PLACED,
                            placement.profile());
                }
            }
        }
        plan.unplaced().forEach(unplaced -> drawing.heading(unplaced.demand() + " waits: " + unplaced.message()));
        return drawing.svg();
    }

    private static Instance held(String profile, int start) {
        return new Instance(profile, OptionalInt.of(start), Optional.of(new Holder.Other("runs")));
    }

    /** Rows of memory slices, from top to bottom. */
    private static final class Drawing {
        private final int slices;
        private final StringBuilder body = new StringBuilder();
        private int y = 8;

        Drawing(int slices) {
            this.slices = slices;
        }

        void heading(String text) {
            y += 18;
            body.append("<text x=\"8\" y=\"%d\">%s</text>%n".formatted(y, text));
            y += 8;
        }

        void row(String name) {
            y += 4;
            body.append("<text x=\"8\" y=\"%d\">%s</text>%n".formatted(y + HEIGHT - 8, name));
            for (int slice = 0; slice < slices; slice++) {
                rectangle(LEFT + slice * SLICE, SLICE, FREE);
            }
            y += HEIGHT;
        }

        void box(MigPlacement placement, String colour, String label) {
            y -= HEIGHT;
            int x = LEFT + placement.start() * SLICE;
            rectangle(x, placement.profile().size() * SLICE, colour);
            body.append("<text x=\"%d\" y=\"%d\" fill=\"#fff\">%s</text>%n".formatted(x + 6, y + HEIGHT - 8, label));
            y += HEIGHT;
        }

        private void rectangle(int x, int width, String colour) {
            body.append("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"3\" fill=\"%s\" stroke=\"#fff\"/>%n"
                    .formatted(x, y, width, HEIGHT, colour));
        }

        String svg() {
            int width = LEFT + slices * SLICE + 8;
            return """
                    <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                    <!-- generated: local/bench-placement pictures -->
                    <rect width="100%%" height="100%%" fill="#fff"/>
                    %s</svg>
                    """.formatted(width, y + 12, body);
        }
    }
}
