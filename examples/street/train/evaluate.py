"""Grades detectors on golden clips: F1 per clip and per class, and the same for a detector by colour threshold.

Usage: evaluate.py --clips target/demo/clips --models examples/street/models [--count 320] [v1 v2 v3]

A clip's F1 sums right, wrong and missed boxes over its frames and classes (IoU 0.5, scores of 0.35 or more, as the
manifests say); the figure is the mean over clips. Per class the counts of all clips are summed.
"""

import argparse
import json
from pathlib import Path

import av
import numpy as np

import detect
import model

MIN_SCORE = 0.35


def clips(folder, count):
    """Frames [8,360,640,3] and per frame the truth rows (label index, box, ignore) of each clip."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for clip in manifest["clips"][:count]:
        with av.open(str(folder / clip["file"])) as video:
            frames = np.stack([frame.to_ndarray(format="rgb24") for frame in video.decode(video=0)])
        yield frames, [[(model.LABELS.index(b["label"]), b["box"], b.get("ignore", False)) for b in boxes]
                       for boxes in clip["truth"]]


def by_colour(frames):
    """A baseline that learns nothing: what differs in colour from the clip's own ground, grouped, named by its shape."""
    ground = np.median(frames.reshape(-1, 3), axis=0)
    found = []
    for frame in frames:
        coarse = frame.reshape(45, 8, 80, 8, 3).mean(axis=(1, 3))
        mask = np.abs(coarse - ground).max(axis=2) > 45
        found.append([(shape_label(b), 0.5, b) for b in components(mask)])
    return found


def components(mask):
    """Boxes in pixels of the 4-connected groups of at least three cells of 8x8 pixels."""
    mask, boxes = mask.copy(), []
    for row, column in zip(*np.nonzero(mask)):
        if not mask[row, column]:
            continue
        stack, cells = [(row, column)], []
        mask[row, column] = False
        while stack:
            y, x = stack.pop()
            cells.append((y, x))
            for v, u in ((y + 1, x), (y - 1, x), (y, x + 1), (y, x - 1)):
                if 0 <= v < mask.shape[0] and 0 <= u < mask.shape[1] and mask[v, u]:
                    mask[v, u] = False
                    stack.append((v, u))
        if len(cells) >= 3:
            ys, xs = [c[0] for c in cells], [c[1] for c in cells]
            boxes.append([min(xs) * 8, min(ys) * 8, max(xs) * 8 + 8, max(ys) * 8 + 8])
    return boxes


def shape_label(box):
    """Tall is a person, wide a car, the rest a forklift."""
    ratio = (box[2] - box[0]) / (box[3] - box[1])
    return 0 if ratio < 0.75 else 1 if ratio > 1.5 else 2


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clips", type=Path, required=True)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--count", type=int, default=320)
    parser.add_argument("versions", nargs="*", default=["v1", "v2", "v3"])
    arguments = parser.parse_args()
    detectors = {"colour threshold": by_colour}
    for version in arguments.versions:
        session = detect.session(arguments.models / version / "model.onnx")
        detectors[version] = lambda frames, session=session: detect.detections(session, frames, MIN_SCORE)
    scores = {name: [] for name in detectors}
    total = {name: np.zeros((3, 3), int) for name in detectors}
    for frames, truth in clips(arguments.clips, arguments.count):
        for name, detector in detectors.items():
            counts = sum(detect.graded(f, t) for f, t in zip(detector(frames), truth))
            scores[name].append(detect.f1(counts.sum(axis=0)))
            total[name] += counts
    print("| Detector | Clip F1 (sd) | " + " | ".join(model.LABELS) + " |")
    print("| --- | --- |" + " --- |" * 3)
    for name, values in scores.items():
        classes = " | ".join(f"{detect.f1(c):.2f}" for c in total[name])
        print(f"| {name} | {np.mean(values):.3f} ({np.std(values):.3f}) | {classes} |")
    names = list(scores)
    for before, after in zip(names[1:], names[2:]):
        difference = np.subtract(scores[after], scores[before])
        print(f"{after} - {before}: {difference.mean():+.3f}, sd {difference.std():.3f}, {len(difference)} clips")


if __name__ == "__main__":
    main()
