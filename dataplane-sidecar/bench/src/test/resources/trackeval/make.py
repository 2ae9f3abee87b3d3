"""Makes the sequences beside it and what TrackEval says of them: python3 make.py, with `pip install trackeval==1.3.0`.

Sequences of objects and of tracks with everything that a measure counts: noise, misses, false alarms, exchanged ids, broken
tracks, frames without one or the other. Made by a seeded generator; no foreign data.
"""
import json
import pathlib
import random

import numpy as np
import trackeval

HERE = pathlib.Path(__file__).parent
FRAMES = 60


def sequence(seed, objects, noise, missed, false, exchanged, broken):
    rng = random.Random(seed)
    start = [(rng.uniform(0, 900), rng.uniform(0, 500), rng.uniform(-8, 8), rng.uniform(-4, 4),
              rng.uniform(30, 90), rng.uniform(60, 200), rng.randint(1, 20), rng.randint(35, FRAMES)) for _ in range(objects)]
    ids = list(range(1, objects + 1))
    fresh = objects + 1
    truth, tracked = [], []
    for frame in range(1, FRAMES + 1):
        empty = rng.random() < 0.03
        if rng.random() < exchanged:
            a, b = rng.sample(range(objects), 2)
            ids[a], ids[b] = ids[b], ids[a]
        for k, (x, y, dx, dy, w, h, first, last) in enumerate(start):
            if not first <= frame <= last:
                continue
            box = (x + dx * frame, y + dy * frame, w, h)
            if not empty or frame % 2:
                truth.append((frame, k + 1) + box)
            if rng.random() < broken:
                ids[k], fresh = fresh, fresh + 1
            if not empty and rng.random() >= missed:
                shift = [rng.gauss(0, noise) for _ in range(4)]
                tracked.append((frame, ids[k], box[0] + shift[0] * w, box[1] + shift[1] * h,
                                w * (1 + abs(shift[2])), h * (1 + abs(shift[3]))))
            if rng.random() < false:
                tracked.append((frame, 1000 + frame * 100 + k, rng.uniform(0, 900), rng.uniform(0, 500), w, h))
    return truth, tracked


def write(path, rows):
    rows = [(int(r[0]), int(r[1])) + tuple(round(v, 3) for v in r[2:]) for r in rows]
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join("%d,%d,%.3f,%.3f,%.3f,%.3f,1\n" % r for r in rows))
    return rows


def grade(truth, tracked):
    """The dictionary that TrackEval's measures take."""
    numbers = [{v: i for i, v in enumerate(dict.fromkeys(r[1] for r in rows))} for rows in (truth, tracked)]
    data = {"gt_ids": [], "tracker_ids": [], "similarity_scores": [], "num_timesteps": FRAMES,
            "num_gt_ids": len(numbers[0]), "num_tracker_ids": len(numbers[1]),
            "num_gt_dets": len(truth), "num_tracker_dets": len(tracked)}
    for frame in range(1, FRAMES + 1):
        of = [[r for r in rows if r[0] == frame] for rows in (truth, tracked)]
        boxes = [np.array([r[2:] for r in rows], dtype=float).reshape(-1, 4) for rows in of]
        data["gt_ids"].append(np.array([numbers[0][r[1]] for r in of[0]], dtype=int))
        data["tracker_ids"].append(np.array([numbers[1][r[1]] for r in of[1]], dtype=int))
        data["similarity_scores"].append(
            trackeval.datasets.MotChallenge2DBox._calculate_box_ious(boxes[0], boxes[1], box_format="xywh"))
    hota = trackeval.metrics.HOTA().eval_sequence(data)
    clear = trackeval.metrics.CLEAR({"PRINT_CONFIG": False}).eval_sequence(data)
    identity = trackeval.metrics.Identity({"PRINT_CONFIG": False}).eval_sequence(data)
    return {"HOTA": hota["HOTA"].mean(), "DetA": hota["DetA"].mean(), "AssA": hota["AssA"].mean(),
            "LocA": hota["LocA"].mean(), "MOTA": clear["MOTA"], "MOTP": clear["MOTP"], "IDSW": int(clear["IDSW"]),
            "FP": int(clear["CLR_FP"]), "FN": int(clear["CLR_FN"]), "MT": int(clear["MT"]), "ML": int(clear["ML"]),
            "IDF1": identity["IDF1"], "IDP": identity["IDP"], "IDR": identity["IDR"]}


CASES = {
    "clean": (1, 8, 0.0, 0.0, 0.0, 0.0, 0.0),
    "noisy": (2, 12, 0.08, 0.1, 0.05, 0.0, 0.0),
    "exchanged": (3, 10, 0.05, 0.05, 0.02, 0.3, 0.0),
    "broken": (4, 10, 0.1, 0.2, 0.1, 0.1, 0.05),
    "mostly-lost": (5, 10, 0.15, 0.85, 0.3, 0.0, 0.1),
}
golden = {"trackeval": "1.3.0", "frames": FRAMES, "cases": {}}
for name, parameters in CASES.items():
    truth, tracked = sequence(*parameters)
    truth, tracked = write(HERE / name / "gt.txt", truth), write(HERE / name / "tracked.txt", tracked)
    golden["cases"][name] = grade(truth, tracked)
(HERE / "golden.json").write_text(json.dumps(golden, indent=2) + "\n")
