"""Runs a tracker that is called from Python over a file of detections, for `local/bench-tracker`.

usage: drive.py ALGORITHM DETECTIONS FRAMES WIDTH HEIGHT RATE SECONDS TRACKERS OUT

Writes the tracks of one pass to OUT (frame,id,left,top,width,height,1) unless that is `-`. With SECONDS above 0 it then times
passes, each with fresh trackers, for that long but at least one, and prints `passes N`, `median M` and `best B` in
microseconds a frame. Inputs are made beforehand; only the calls are inside the clock. With TRACKERS above 1 every frame goes to
each of as many trackers in turn. `call C` is what a call costs with as many boxes as a frame has on average, all with a score
that the tracker drops. Each peer runs with its own defaults unless said here.
"""
import os
import statistics
import sys
import time
import types

import numpy as np


def read(path, frames):
    """Boxes of each frame as rows of left, top, right, bottom, score."""
    rows = [[] for _ in range(frames)]
    for line in open(path):
        parts = line.split(",")
        x, y, w, h, score = (float(p) for p in parts[2:7])
        if int(parts[0]) <= frames:
            rows[int(parts[0]) - 1].append((x, y, x + w, y + h, score))
    return [np.array(r, dtype=np.float64).reshape(-1, 5) for r in rows]


class Supervision:
    """supervision.ByteTrack"""

    def __init__(self, size, rate):
        import supervision as sv

        self.sv = sv
        self.tracker = sv.ByteTrack(frame_rate=rate)
        self.update = self.tracker.update_with_detections

    def input(self, boxes):
        return self.sv.Detections(
            xyxy=boxes[:, :4].copy(), confidence=boxes[:, 4].copy(), class_id=np.zeros(len(boxes), dtype=int))

    def tracks(self, out):
        ids = out.tracker_id if out.tracker_id is not None else []
        return [(int(i), b) for i, b in zip(ids, out.xyxy) if i >= 0]


class Roboflow(Supervision):
    """trackers.ByteTrackTracker and the others of that package"""

    def __init__(self, name, rate):
        import supervision as sv
        import trackers

        self.sv = sv
        self.tracker = getattr(trackers, name)(frame_rate=float(rate))
        self.update = self.tracker.update


class Trackforge:
    def __init__(self, name, rate):
        import trackforge

        self.tracker = getattr(trackforge, name)()
        self.update = self.tracker.update

    def input(self, boxes):
        return [([b[0], b[1], b[2] - b[0], b[3] - b[1]], b[4], 0) for b in boxes.tolist()]

    def tracks(self, out):
        return [(t[0], (t[1][0], t[1][1], t[1][0] + t[1][2], t[1][1] + t[1][3])) for t in out]


class Visiontrack:
    def __init__(self, size, rate):
        import visiontrack_cpp

        self.tracker = visiontrack_cpp.ByteTracker(visiontrack_cpp.TrackerConfig())
        self.update = lambda both: self.tracker.update(both[0], both[1])

    def input(self, boxes):
        return np.ascontiguousarray(boxes[:, :4]), np.ascontiguousarray(boxes[:, 4])

    def tracks(self, out):
        return [(int(i), b) for i, b in zip(out[0], out[1])]


def stand_in(name, **members):
    """A module that the reference imports and does not use in what is called here."""
    module = types.ModuleType(name)
    for key, value in members.items():
        setattr(module, key, value)
    sys.modules[name] = module


class ReferenceByteTrack:
    """yolox/tracker/byte_tracker.py of ifzhang/ByteTrack, in the folder BYTETRACK_DIR; with the paper's 0.6, 30, 0.9"""

    def __init__(self, size, rate):
        if "yolox" not in sys.modules:
            folder = os.path.join(os.environ["BYTETRACK_DIR"], "yolox")
            np.float = float  # removed from NumPy since
            for name in ("torch", "torch.nn", "torch.nn.functional"):
                stand_in(name)
            for name, at in (("yolox", folder), ("yolox.tracker", os.path.join(folder, "tracker"))):
                stand_in(name, __path__=[at])
        from yolox.tracker import basetrack, byte_tracker

        basetrack.BaseTrack._count = 0
        args = types.SimpleNamespace(track_thresh=0.6, track_buffer=30, match_thresh=0.9, mot20=False)
        self.size = size
        self.tracker = byte_tracker.BYTETracker(args, frame_rate=rate)
        self.update = lambda boxes: self.tracker.update(boxes, self.size, self.size)

    def input(self, boxes):
        return boxes.copy()

    def tracks(self, out):
        return [(t.track_id, t.tlbr) for t in out]


class ReferenceOcSort:
    """trackers/ocsort_tracker of noahcao/OC_SORT, in the folder OC_SORT_DIR; with the paper's 0.6"""

    def __init__(self, size, rate):
        sys.path.insert(0, os.path.join(os.environ["OC_SORT_DIR"], "trackers"))
        from ocsort_tracker import ocsort

        self.size = size
        self.tracker = ocsort.OCSort(det_thresh=0.6, max_age=round(rate))
        self.update = lambda boxes: self.tracker.update(boxes, self.size, self.size)

    def input(self, boxes):
        return boxes.copy()

    def tracks(self, out):
        return [(int(t[4]), t[:4]) for t in out]


ALGORITHMS = {
    "supervision-bytetrack": Supervision,
    "roboflow-bytetrack": lambda size, rate: Roboflow("ByteTrackTracker", rate),
    "roboflow-sort": lambda size, rate: Roboflow("SORTTracker", rate),
    "roboflow-ocsort": lambda size, rate: Roboflow("OCSORTTracker", rate),
    "trackforge-bytetrack": lambda size, rate: Trackforge("BYTETRACK", rate),
    "trackforge-ocsort": lambda size, rate: Trackforge("OCSORT", rate),
    "visiontrack-cpp": Visiontrack,
    "reference-bytetrack": ReferenceByteTrack,
    "reference-ocsort": ReferenceOcSort,
}


def timed_pass(make, inputs, count):
    """Microseconds a call. References change the arrays they are given, so each tracker gets copies where it does."""
    trackers = [make() for _ in range(count)]
    clock = time.perf_counter
    begin = clock()
    for one in inputs:
        for tracker in trackers:
            tracker.update(one)
    return (clock() - begin) / (len(inputs) * count) * 1e6


def main():
    algorithm, path, frames, width, height, rate, seconds, count, out = sys.argv[1:]
    size = (int(height), int(width))

    def make():
        return ALGORITHMS[algorithm](size, float(rate))

    boxes = read(path, int(frames))
    tracker = make()
    with open(os.devnull if out == "-" else out, "w") as file:
        for frame, one in enumerate(boxes[:20] if out == "-" else boxes, 1):
            for number, (x1, y1, x2, y2) in tracker.tracks(tracker.update(tracker.input(one))):
                file.write(f"{frame},{number},{x1:.3f},{y1:.3f},{x2 - x1:.3f},{y2 - y1:.3f},1\n")
    if float(seconds) <= 0:
        return
    # what came before was the warm-up: these do not get faster with time, as what is compiled while it runs does
    passes = []
    end = time.perf_counter() + float(seconds)
    while not passes or time.perf_counter() < end:
        passes.append(timed_pass(make, [tracker.input(one) for one in boxes], int(count)))
    mean = round(sum(len(one) for one in boxes) / len(boxes))
    dropped = np.column_stack([np.arange(mean * 4, dtype=float).reshape(mean, 4), np.full(mean, 1e-3)])
    dropped[:, 2:4] += 50
    calls = [timed_pass(make, [tracker.input(dropped) for _ in range(200)], 1) for _ in range(5)]
    print("passes", len(passes))
    print("median", statistics.median(passes))
    print("best", min(passes))
    print("call", statistics.median(calls))


main()
