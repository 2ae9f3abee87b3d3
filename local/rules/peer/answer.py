"""What supervision's LineZone and PolygonZone make of the frames of each case.

Reads cases as JSON from standard input, writes answers by setting as JSON to standard output. Settings are those that the
documentation names: anchors and minimum_crossing_threshold of LineZone, and for time in a zone the two timers that its
"time in zone" guide describes, one that counts frames and one that reads a clock (given the frames' own times here, so
that it is not the machine's speed that decides).
"""

import json
import sys

import numpy as np
import supervision as sv

CORNERS = (
    sv.Position.TOP_LEFT,
    sv.Position.TOP_RIGHT,
    sv.Position.BOTTOM_LEFT,
    sv.Position.BOTTOM_RIGHT,
)
FEET = (sv.Position.BOTTOM_CENTER,)
LINE_SETTINGS = {"defaults": (CORNERS, 1)}
for name, anchors in (("four corners", CORNERS), ("bottom centre", FEET)):
    for threshold in (1, 2, 3, 4, 5, 6, 8, 10, 15):
        LINE_SETTINGS[f"{name}, threshold {threshold}"] = (anchors, threshold)
TIMER_SETTINGS = {"defaults": "frames", "clock-based timer": "clock"}


def detections(frame):
    boxes = np.array([box["xyxy"] for box in frame["boxes"]], dtype=float).reshape(-1, 4)
    return sv.Detections(
        xyxy=boxes,
        confidence=np.array([box["score"] for box in frame["boxes"]], dtype=float),
        class_id=np.array([box["class"] for box in frame["boxes"]], dtype=int),
        tracker_id=np.array([box["id"] for box in frame["boxes"]], dtype=int),
    )


def line(case, setting):
    anchors, threshold = LINE_SETTINGS[setting]
    (ax, ay), (bx, by) = case["line"]
    zone = sv.LineZone(
        start=sv.Point(ax, ay),
        end=sv.Point(bx, by),
        triggering_anchors=anchors,
        minimum_crossing_threshold=threshold,
    )
    for frame in case["frames"]:
        zone.trigger(detections(frame))
    # its "in" is from the right of the line to the left, seen from start to end
    return {"rightToLeft": int(zone.in_count), "leftToRight": int(zone.out_count)}


def polygons(case):
    return [sv.PolygonZone(polygon=np.array(points)) for points in case["zones"]]


def dwell(case, setting):
    zone = polygons(case)[0]
    begun = {}
    stayed = set()
    for number, frame in enumerate(case["frames"]):
        now = number / case["framesPerSecond"] if TIMER_SETTINGS[setting] == "frames" else frame["second"]
        found = detections(frame)
        found = found[found.tracker_id >= 0]  # as its trackers' guide says of what is not confirmed
        inside = found[zone.trigger(found)]
        for tracker_id in inside.tracker_id:
            start = begun.setdefault(int(tracker_id), now)
            if now - start >= case["seconds"]:
                stayed.add(int(tracker_id))
    return {"fired": len(stayed)}


def inside(case, setting):
    zones = polygons(case)
    for frame in case["frames"]:
        if frame["second"] >= case["at"]:
            found = detections(frame)
            return {"inside": sum(int(np.sum(zone.trigger(found))) for zone in zones)}
    raise ValueError("no frame at the time that is asked for")


ABOUT = {
    "line": (line, LINE_SETTINGS),
    "dwell": (dwell, TIMER_SETTINGS),
    "inside": (inside, {"defaults": None}),
}


def main():
    answers = {}
    for case in json.load(sys.stdin):
        answer, settings = ABOUT[case["about"]]
        answers[case["name"]] = {setting: answer(case, setting) for setting in settings}
    json.dump({"version": sv.__version__, "answers": answers}, sys.stdout)


if __name__ == "__main__":
    main()
