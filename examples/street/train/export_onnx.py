"""Writes trained detectors as ONNX (opset 17), checks them against JAX, and writes the known frame of each.

Usage: export_onnx.py --weights target/street/weights --data target/street/data --out examples/street/models [v1 ...]

Beside model.onnx stand warmup.rgb, a frame of the validation seeds as packed RGB, and warmup.json, the boxes that ONNX
Runtime found in it with this very file: a server that has loaded the model must find the same ones.

Input  images  u8    [N,360,640,3]  RGB frames
Output boxes   f32   [N,64,4]       left, top, right, bottom in pixels of the frame
       scores  f32   [N,64]         descending; rows without an object have score 0
       labels  int64 [N,64]         0 person, 1 car, 2 forklift
"""

import argparse
import json
from pathlib import Path

import jax.numpy as jnp
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

import detect
import model
import train

CELLS = model.GRID_W * model.GRID_H
MIN_SCORE = 0.35
# In the known frame no score may be near the threshold, or another machine's rounding could change the number of boxes.
DOUBTFUL, SURE = 0.2, 0.45


class Graph:
    """Collects nodes and constants under fresh names."""

    def __init__(self):
        self.nodes, self.constants = [], []

    def const(self, value):
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value), name))
        return name

    def op(self, kind, *inputs, **attributes):
        name = f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], **attributes))
        return name


def network(g, parameters, images):
    """The convolutions: name of the tensor [N,7,48,80]."""
    strides = {name: (kernel, stride) for name, _, _, kernel, stride, _ in model.LAYERS}

    def conv(name, value):
        kernel, stride = strides[name]
        pad = kernel // 2
        weight = np.asarray(model.standardised({k: jnp.asarray(v) for k, v in parameters[name].items()}))
        return g.op("Conv", value, g.const(weight.transpose(3, 2, 0, 1).copy()), g.const(parameters[name]["b"]),
                    kernel_shape=[kernel, kernel], strides=[stride, stride], pads=[pad] * 4)

    def relu(value):
        return g.op("Relu", value)

    def residual(first, second, value):
        return relu(g.op("Add", value, conv(second, relu(conv(first, value)))))

    def twice(value):
        return g.op("Resize", value, g.const(np.zeros(0, np.float32)), g.const(np.array([1, 1, 2, 2], np.float32)),
                    mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor")

    x = g.op("Transpose", g.op("Cast", images, to=TensorProto.FLOAT), perm=[0, 3, 1, 2])
    x = g.op("AveragePool", x, kernel_shape=[2, 2], strides=[2, 2])
    mean = g.op("ReduceMean", x, axes=[1, 2, 3], keepdims=1)
    centred = g.op("Sub", x, mean)
    variance = g.op("ReduceMean", g.op("Mul", centred, centred), axes=[1, 2, 3], keepdims=1)
    x = g.op("Div", centred, g.op("Add", g.op("Sqrt", variance), g.const(np.float32(4))))
    x = g.op("Pad", x, g.const(np.array([0, 0, 0, 0, 0, 0, 12, 0], np.int64)), g.const(np.float32(0)))
    x = g.op("SpaceToDepth", x, blocksize=4)
    four = residual("b1", "b2", residual("a1", "a2", relu(conv("stem", x))))
    eight = residual("d1", "d2", residual("c1", "c2", relu(conv("down8", four))))
    sixteen = residual("f1", "f2", residual("e1", "e2", relu(conv("down16", eight))))
    eight = relu(conv("merge8", relu(g.op("Add", eight, twice(conv("up8", sixteen))))))
    four = relu(conv("merge4", relu(g.op("Add", four, twice(conv("up4", eight))))))
    return conv("head2", relu(conv("head1", four)))


def reading(g, head):
    """Peaks, their boxes and labels."""
    def part(first, last):
        return g.op("Slice", head, g.const(np.array([first], np.int64)), g.const(np.array([last], np.int64)),
                    g.const(np.array([1], np.int64)))

    heat = g.op("Sigmoid", part(0, 3))
    best = g.op("ReduceMax", heat, axes=[1], keepdims=1)
    maps = []
    for index, (rows, columns) in enumerate(model.PEAK_WINDOWS):
        one = g.op("Slice", heat, g.const(np.array([index], np.int64)), g.const(np.array([index + 1], np.int64)),
                   g.const(np.array([1], np.int64)))
        pooled = g.op("MaxPool", one, kernel_shape=[rows, columns], strides=[1, 1],
                      pads=[rows // 2, columns // 2, rows // 2, columns // 2])
        peak = g.op("And", g.op("Equal", one, pooled), g.op("Equal", one, best))
        maps.append(g.op("Mul", one, g.op("Cast", peak, to=TensorProto.FLOAT)))
    flat = g.op("Reshape", g.op("Concat", *maps, axis=1), g.const(np.array([0, 3 * CELLS], np.int64)))
    top = helper.make_node("TopK", [flat, g.const(np.array([model.ROWS], np.int64))], ["scores", "index"],
                           axis=1, largest=1, sorted=1)
    g.nodes.append(top)
    g.nodes.append(helper.make_node("Div", ["index", g.const(np.int64(CELLS))], ["labels"]))
    cell = g.op("Mod", "index", g.const(np.int64(CELLS)))

    reach = g.op("Mul", g.op("Exp", g.op("Clip", part(3, 7), g.const(np.float32(-4)), g.const(np.float32(4.5)))),
                 g.const(np.float32(model.CELL)))
    cx = np.tile((np.arange(model.GRID_W) + 0.5) * model.CELL, (model.GRID_H, 1))
    cy = np.tile(((np.arange(model.GRID_H) + 0.5) * model.CELL)[:, None], (1, model.GRID_W))
    centre = np.stack([cx, cy, cx, cy])[None].astype(np.float32)
    sign = np.array([-1, -1, 1, 1], np.float32).reshape(1, 4, 1, 1)
    box = g.op("Add", g.const(centre), g.op("Mul", reach, g.const(sign)))
    rows = g.op("Transpose", g.op("Reshape", box, g.const(np.array([0, 4, CELLS], np.int64))), perm=[0, 2, 1])
    index = g.op("Expand", g.op("Unsqueeze", cell, g.const(np.array([2], np.int64))),
                 g.const(np.array([1, model.ROWS, 4], np.int64)))
    chosen = g.op("GatherElements", rows, index, axis=1)
    inside = g.op("Max", g.op("Min", chosen, g.const(np.array([640, 360, 640, 360], np.float32))),
                  g.const(np.zeros(4, np.float32)))
    g.nodes.append(helper.make_node("Identity", [inside], ["boxes"]))


def onnx_model(parameters):
    """The whole model: frames of bytes in, rows of boxes out."""
    g = Graph()
    reading(g, network(g, parameters, "images"))
    graph = helper.make_graph(
        g.nodes, "street",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["N", model.HEIGHT, model.WIDTH, 3])],
        [helper.make_tensor_value_info("boxes", TensorProto.FLOAT, ["N", model.ROWS, 4]),
         helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", model.ROWS]),
         helper.make_tensor_value_info("labels", TensorProto.INT64, ["N", model.ROWS])],
        g.constants)
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], producer_name="aegisvision-street")
    made.ir_version = 8
    onnx.checker.check_model(made, full_check=True)
    return made


def check_parity(parameters, session, frames):
    """The graph must say what JAX says, and the same for a frame alone as in a batch."""
    boxes, scores, labels = session.run(None, {"images": frames})
    halved = frames.astype(np.float32).reshape(len(frames), 180, 2, 320, 2, 3).mean(axis=(2, 4))
    logits, sides = model.forward({k: {p: jnp.asarray(v) for p, v in d.items()} for k, d in parameters.items()}, halved)
    heat = 1 / (1 + np.exp(-np.asarray(logits)))
    grid = np.asarray(model.boxes_of(sides))
    for n in range(len(frames)):
        for k in np.flatnonzero(scores[n] > 0.2):
            match = np.argmin(np.abs(heat[n, ..., labels[n, k]] - scores[n, k]))
            row, column = divmod(int(match), model.GRID_W)
            assert abs(heat[n, row, column, labels[n, k]] - scores[n, k]) < 1e-4
            assert np.abs(np.clip(grid[n, row, column], 0, [640, 360, 640, 360]) - boxes[n, k]).max() < 0.05
        alone = session.run(None, {"images": frames[n:n + 1]})
        assert np.abs(alone[1][0] - scores[n]).max() < 1e-5


def known_frame(session, frames, labels_shown, folder):
    """Writes the frame whose weakest object the model is surest of, with what it must find there."""
    best = None
    for frame in frames:
        found = detect.detections(session, frame[None], MIN_SCORE)[0]
        doubtful = detect.detections(session, frame[None], DOUBTFUL)[0]
        kinds = {label for label, _, _ in found}
        if len(found) < 3 or len(doubtful) != len(found) or kinds != labels_shown:
            continue
        weakest = min(score for _, score, _ in found)
        if best is None or weakest > best[0]:
            best = (weakest, frame, found)
    if best is None or best[0] < SURE:
        raise SystemExit(f"{folder}: no frame of the validation set shows {labels_shown} clearly; draw more frames")
    _, frame, found = best
    (folder / "warmup.rgb").write_bytes(frame.tobytes())
    boxes = [{"label": model.LABELS[label], "box": [round(float(side), 1) for side in box], "score": round(score, 3)}
             for label, score, box in found]
    (folder / "warmup.json").write_text(json.dumps(
        {"width": model.WIDTH, "height": model.HEIGHT, "boxes": boxes, "minScore": MIN_SCORE, "minIou": 0.9},
        indent=1) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("versions", nargs="*", default=["v1", "v2", "v3"])
    arguments = parser.parse_args()
    frames = np.memmap(arguments.data / "val/frames.rgb", np.uint8, "r").reshape(-1, model.HEIGHT, model.WIDTH, 3)
    for version in arguments.versions:
        folder = arguments.out / version
        folder.mkdir(parents=True, exist_ok=True)
        parameters = train.restore(arguments.weights / f"{version}.npz")
        onnx.save(onnx_model(parameters), folder / "model.onnx")
        session = detect.session(folder / "model.onnx")
        check_parity(parameters, session, np.asarray(frames[:8]))
        known_frame(session, frames, {0, 1} if version == "v3" else {0, 1, 2}, folder)
        print(version, (folder / "model.onnx").stat().st_size, "bytes", (folder / "warmup.json").read_text())


if __name__ == "__main__":
    main()
