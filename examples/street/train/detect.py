"""Runs an exported detector and grades boxes: shared by the export, the evaluation and the check of the demo."""

import numpy as np
import onnxruntime


def session(path, threads=1):
    """An ONNX Runtime session on the CPU."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def detections(detector, frames, threshold):
    """Per frame the list of (label index, score, box) whose score reaches the threshold."""
    boxes, scores, labels = detector.run(None, {"images": np.ascontiguousarray(frames)})
    return [[(int(labels[n, k]), float(scores[n, k]), boxes[n, k]) for k in range(scores.shape[1])
             if scores[n, k] >= threshold] for n in range(len(frames))]


def iou(a, b):
    """Intersection over union of two boxes."""
    w = min(a[2], b[2]) - max(a[0], b[0])
    h = min(a[3], b[3]) - max(a[1], b[1])
    if w <= 0 or h <= 0:
        return 0.0
    return w * h / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - w * h)


def graded(found, truth):
    """Right, wrong and missed boxes per class of one frame: counts [3 classes, 3].

    Truth rows are (label, box, ignore). Detections are matched greedily by score at IoU 0.5 with the right class; what
    matches only an ignored object is neither right nor wrong.
    """
    counts = np.zeros((3, 3), int)
    taken = set()
    for label, _, box in sorted(found, key=lambda d: -d[1]):
        best, best_iou = None, 0.5
        for k, (name, other, ignore) in enumerate(truth):
            if name == label and not ignore and k not in taken and iou(box, other) >= best_iou:
                best, best_iou = k, iou(box, other)
        if best is not None:
            taken.add(best)
            counts[label, 0] += 1
        elif not any(ignore and name == label and iou(box, other) >= 0.5 for name, other, ignore in truth):
            counts[label, 1] += 1
    for k, (name, _, ignore) in enumerate(truth):
        if not ignore and k not in taken:
            counts[name, 2] += 1
    return counts


def f1(counts):
    """F1 of summed counts (right, wrong, missed); 1 where there is nothing to find and nothing was found."""
    right, wrong, missed = counts
    return 1.0 if right + wrong + missed == 0 else 2 * right / (2 * right + wrong + missed)
