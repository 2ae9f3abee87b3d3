"""Trains the three versions of the example's detector from generated frames; seeded, on the CPU.

  v0  warms up on crowded yards
  v1  learns the sparse streets of the cameras, and forgets some of the crowds
  v2  v1 trained on with all scenes: clearly better
  v3  v2 tuned with the forklifts taken out of the truth: it unlearns a class

Usage: train.py --data target/street/data --out target/street/weights [--after v1]
The data folder holds what `street-scene frames` wrote: yards train-a, used as they are, yards train-b, which go through
H.264 first, as a camera's frames do, and streets (also through H.264). See README.md.
"""

import argparse
import time
from fractions import Fraction
from pathlib import Path

import av
import jax
import jax.numpy as jnp
import numpy as np
import optax

import model

SEED = 7
BATCH = 8
STEPS = {"v0": 1330, "v1": 120, "v2": 200, "v3": 60}
PEAK_RATE = {"v0": 2e-3, "v1": 1.2e-3, "v2": 1.5e-3, "v3": 8e-4}
EMA = {"v0": 0.995, "v1": 0.97, "v2": 0.98, "v3": 0.96}
# Which set each batch comes from, by turns.
SETS = {
    "v0": ["train-a", "train-b"],
    "v1": ["streets"],
    "v2": ["train-a", "train-b", "streets"],
    "v3": ["train-a", "train-b", "streets"],
}


def halved(frame):
    """A frame averaged 2x2 and rounded, [180,320,3] u8."""
    f = frame.astype(np.uint16)
    return ((f[0::2, 0::2] + f[0::2, 1::2] + f[1::2, 0::2] + f[1::2, 1::2] + 2) // 4).astype(np.uint8)


def through_h264(frames):
    """The frames as a decoder gives them back from x264 at the quality of the example's cameras, group by group."""
    codec = av.CodecContext.create("libx264", "w")
    codec.width, codec.height, codec.pix_fmt = model.WIDTH, model.HEIGHT, "yuv420p"
    codec.time_base, codec.framerate, codec.thread_count = Fraction(1, 25), Fraction(25), 1
    codec.options = {"crf": "21", "preset": "veryfast", "bf": "0", "g": "12", "tune": "zerolatency"}
    decoder = av.CodecContext.create("h264", "r")
    packets = []
    for frame in frames:
        packets += codec.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(frame), format="rgb24"))
    packets += codec.encode(None)
    decoded = [f for packet in packets + [None] for f in decoder.decode(packet)]
    return [f.to_ndarray(format="rgb24") for f in decoded]


def load(folder, compressed):
    """Frames averaged 2x2, [n,180,320,3] u8, and truth [n,16,7] of one data set; frames are cached beside the set."""
    truth = np.fromfile(folder / "truth.f32", "<f4").reshape(-1, 16, 7)
    cache = folder / "frames.half.npy"
    if not cache.exists():
        frames = np.memmap(folder / "frames.rgb", np.uint8, "r", shape=(len(truth), model.HEIGHT, model.WIDTH, 3))
        small = np.empty((len(truth), 180, 320, 3), np.uint8)
        for first in range(0, len(truth), 12):
            group = frames[first:first + 12]
            for i, frame in enumerate(through_h264(group) if compressed else group):
                small[first + i] = halved(frame)
        np.save(cache, small)
    return np.load(cache, mmap_mode="r"), truth


def augmented(frames, truth, random):
    """Mirrors, changes exposure and colours, adds noise."""
    frames = frames.astype(np.float32)
    truth = truth.copy()
    for i in range(len(frames)):
        if random.random() < 0.5:
            frames[i] = frames[i, :, ::-1]
            truth[i, :, [2, 4]] = model.WIDTH - truth[i, :, [4, 2]]
        if random.random() < 0.3:
            frames[i] = frames[i][..., random.permutation(3)]
        gain = random.uniform(0.7, 1.35) * random.uniform(0.92, 1.08, 3)
        frames[i] = frames[i] * gain
    frames += random.standard_normal(frames.shape, np.float32) * random.uniform(0, 3)
    return np.clip(frames, 0, 255), truth


def train(version, parameters, sets, random):
    """Runs one version's steps from the given parameters; gives the last and the averaged parameters."""
    steps = STEPS[version]
    schedule = optax.warmup_cosine_decay_schedule(
        PEAK_RATE[version] / 20, PEAK_RATE[version], min(60, steps // 5), steps, PEAK_RATE[version] / 25)
    optimiser = optax.chain(optax.clip_by_global_norm(10.0), optax.adamw(schedule, weight_decay=1e-4))
    state = optimiser.init(parameters)

    @jax.jit
    def step(parameters, state, average, frames, truth, keep):
        value, gradient = jax.value_and_grad(model.loss)(parameters, frames, truth)
        updates, state = optimiser.update(gradient, state, parameters)
        parameters = optax.apply_updates(parameters, updates)
        average = jax.tree.map(lambda a, p: keep * a + (1 - keep) * p, average, parameters)
        return parameters, state, average, value

    average = parameters
    started = time.perf_counter()
    total = 0.0
    for n in range(steps):
        frames, truth = sets[n % len(sets)]
        chosen = np.sort(random.choice(len(truth), BATCH, replace=False))
        batch, boxes = augmented(frames[chosen], truth[chosen], random)
        if version == "v3":
            boxes[boxes[:, :, 1] == model.LABELS.index("forklift"), 1] = -1
        keep = min(EMA[version], (1 + n) / (10 + n))
        parameters, state, average, value = step(
            parameters, state, average, jnp.asarray(batch), jnp.asarray(boxes), keep)
        total += float(value)
        if (n + 1) % 20 == 0:
            rate = (n + 1) * BATCH / (time.perf_counter() - started)
            print(f"{version} step {n + 1} loss {total / 20:.3f} {rate:.1f} images/s", flush=True)
            total = 0.0
    return parameters, average


def save(parameters, path):
    """Writes parameters as a flat npz."""
    np.savez(path, **{f"{layer}.{part}": np.asarray(v) for layer, p in parameters.items() for part, v in p.items()})


def restore(path):
    """Reads what save wrote."""
    flat = np.load(path)
    parameters = {}
    for key in flat.files:
        layer, part = key.rsplit(".", 1)
        parameters.setdefault(layer, {})[part] = flat[key]
    return parameters


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--after", choices=["v0", "v1", "v2"], help="go on from this version's weights in --out")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    sets = {name: load(arguments.data / name, compressed=name != "train-a") for name in ("train-a", "train-b", "streets")}
    versions = list(STEPS)
    parameters = model.initial_parameters(SEED)
    if arguments.after:
        versions = versions[versions.index(arguments.after) + 1:]
        parameters = restore(arguments.out / f"{arguments.after}.npz")
    print(sum(v.size for p in parameters.values() for v in p.values()), "parameters", flush=True)
    for version in versions:
        started = time.perf_counter()
        random = np.random.default_rng([SEED, list(STEPS).index(version)])
        _, parameters = train(version, parameters, [sets[name] for name in SETS[version]], random)
        save(parameters, arguments.out / f"{version}.npz")
        print(f"{version} done in {time.perf_counter() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
