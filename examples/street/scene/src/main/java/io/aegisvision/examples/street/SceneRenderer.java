package io.aegisvision.examples.street;

import io.aegisvision.examples.street.Scene.Actor;
import io.aegisvision.examples.street.Scene.Prop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Draws a scene at a moment. Holds the canvas, so one renderer serves one thread. */
final class SceneRenderer {
    private final Canvas canvas = new Canvas();

    /** A frame of RGB bytes and its truth; objects of which nothing is visible are left out. */
    record Frame(byte[] rgb, List<TruthBox> truth) {}

    private record Item(double z, int id, Figure figure, Pose pose) {}

    private record Drawn(int silhouette, double[] extent) {}

    Frame render(Scene scene, double seconds, int noiseFrame) {
        canvas.reset(scene.backdrop());
        List<Item> items = itemsBackToFront(scene, seconds);
        for (Item item : items) {
            castShadow(scene, item);
        }
        List<TruthBox> truth = draw(scene, items, seconds);
        return new Frame(scene.lighting().expose(canvas.rgb, seconds, noiseFrame), truth);
    }

    /** The truth alone: the same boxes and shares as {@link #render} gives, without light and noise. */
    List<TruthBox> truth(Scene scene, double seconds) {
        canvas.forgetOwners();
        return draw(scene, itemsBackToFront(scene, seconds), seconds);
    }

    private List<TruthBox> draw(Scene scene, List<Item> items, double seconds) {
        Figure.Light light = new Figure.Light(scene.lighting().sun(), seconds);
        Drawn[] drawn = new Drawn[scene.actors().size() + 1];
        for (Item item : items) {
            double originX = scene.view().imageX(item.pose().x(), item.pose().z());
            double originY = scene.view().imageY(0, item.pose().z());
            canvas.begin(item.id(), originX, originY);
            item.figure().draw(canvas, scene.view(), item.pose(), light);
            if (item.id() > 0) {
                drawn[item.id()] = new Drawn(canvas.silhouette(), canvas.extent());
            }
        }
        return truth(scene, drawn);
    }

    private static List<Item> itemsBackToFront(Scene scene, double seconds) {
        List<Item> items = new ArrayList<>();
        for (Prop prop : scene.props()) {
            items.add(new Item(prop.z(), 0, prop.figure(), Pose.standing(prop.x(), prop.z())));
        }
        for (Actor actor : scene.actors()) {
            if (actor.path().existsAt(seconds)) {
                Pose pose = actor.path().at(seconds);
                items.add(new Item(pose.z(), actor.id(), actor.figure(), pose));
            }
        }
        items.sort(Comparator.comparingDouble((Item item) -> -item.z()).thenComparingInt(Item::id));
        return items;
    }

    private void castShadow(Scene scene, Item item) {
        View view = scene.view();
        Pose pose = item.pose();
        double[] footprint = item.figure().footprint();
        double cos = Math.abs(StrictMath.cos(pose.heading()));
        double sin = Math.abs(StrictMath.sin(pose.heading()));
        double halfX = footprint[0] * cos + footprint[1] * sin;
        double halfZ = footprint[0] * sin + footprint[1] * cos;
        double reach = -scene.lighting().sun() * 0.6;
        double scale = view.scale(pose.z());
        double near = view.imageY(0, Math.max(2, pose.z() - halfZ));
        double far = view.imageY(0, pose.z() + halfZ);
        canvas.shadow(
                view.imageX(pose.x() + reach * 0.7, pose.z()),
                (near + far) / 2,
                (halfX * 1.25 + Math.abs(reach) * 0.7) * scale,
                Math.max(2, (near - far) * 0.75),
                scene.lighting().shadow());
    }

    private List<TruthBox> truth(Scene scene, Drawn[] drawn) {
        int[] visible = canvas.visiblePixels(drawn.length);
        List<TruthBox> boxes = new ArrayList<>();
        for (Actor actor : scene.actors()) {
            Drawn whole = drawn[actor.id()];
            if (whole != null && visible[actor.id()] > 0) {
                double share = Math.min(1.0, visible[actor.id()] / (double) whole.silhouette());
                boxes.add(new TruthBox(actor.id(), actor.label(), whole.extent(), share));
            }
        }
        return boxes;
    }
}
