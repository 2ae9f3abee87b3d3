"""The detector: an anchor-free network of about 0.65 M parameters, its loss, and the way its output is read.

The input is an RGB frame of 640x360 bytes. It is averaged 2x2, padded to 320x192 and folded 4x4 into channels, so one
cell of the output stands for 8x8 pixels. Per cell there are three heat maps (person, car, forklift) and the logarithms
of the distances to the four sides of the box (after CenterNet, Zhou et al. 2019, and FCOS, Tian et al. 2019).
"""

import jax
import jax.numpy as jnp
import numpy as np

LABELS = ["person", "car", "forklift"]
WIDTH, HEIGHT = 640, 360
CELL = 8.0
GRID_W, GRID_H = 80, 48
ROWS = 64
# Peaks are the largest in a window of (height, width) cells: persons are narrow, vehicles are long.
PEAK_WINDOWS = [(5, 3), (5, 7), (5, 7)]
HEAT_BIAS = -4.0
# Weights are standardised, so this sets how fast they turn at a given rate: with 1 the network hardly learns.
INITIAL_DEVIATION = 0.15

# name, output channels, input channels, kernel, stride, initial gain
LAYERS = [
    ("stem", 32, 48, 3, 1, 1.4),
    ("a1", 32, 32, 3, 1, 1.4), ("a2", 32, 32, 3, 1, 0.3),
    ("b1", 32, 32, 3, 1, 1.4), ("b2", 32, 32, 3, 1, 0.3),
    ("down8", 64, 32, 3, 2, 1.4),
    ("c1", 64, 64, 3, 1, 1.4), ("c2", 64, 64, 3, 1, 0.3),
    ("d1", 64, 64, 3, 1, 1.4), ("d2", 64, 64, 3, 1, 0.3),
    ("down16", 96, 64, 3, 2, 1.4),
    ("e1", 96, 96, 3, 1, 1.4), ("e2", 96, 96, 3, 1, 0.3),
    ("f1", 96, 96, 3, 1, 1.4), ("f2", 96, 96, 3, 1, 0.3),
    ("up8", 64, 96, 1, 1, 1.0), ("merge8", 64, 64, 3, 1, 1.4),
    ("up4", 32, 64, 1, 1, 1.0), ("merge4", 32, 32, 3, 1, 1.4),
    ("head1", 32, 32, 3, 1, 1.4), ("head2", 7, 32, 1, 1, 0.5),
]


def initial_parameters(seed):
    """Weights, per-channel gains and biases, drawn from the seed."""
    random = np.random.default_rng(seed)
    parameters = {}
    for name, outputs, inputs, kernel, _, gain in LAYERS:
        bias = np.zeros(outputs, np.float32)
        if name == "head2":
            bias[:3] = HEAT_BIAS
            bias[3:] = 1.2
        parameters[name] = {
            "w": (INITIAL_DEVIATION * random.standard_normal((kernel, kernel, inputs, outputs))).astype(np.float32),
            "g": np.full(outputs, gain, np.float32),
            "b": bias,
        }
    return parameters


def standardised(layer):
    """Weight standardisation (Qiao et al. 2019): zero mean, unit variance per output channel, over sqrt(fan-in)."""
    w = layer["w"]
    mean = w.mean(axis=(0, 1, 2), keepdims=True)
    deviation = w.std(axis=(0, 1, 2), keepdims=True) + 1e-5
    fan_in = np.sqrt(w.shape[0] * w.shape[1] * w.shape[2])
    return (w - mean) / deviation * (layer["g"] / fan_in)


def forward(parameters, halved):
    """Heat logits [N,48,80,3] and side logarithms [N,48,80,4] of frames averaged 2x2 ([N,180,320,3], 0..255)."""
    mean = halved.mean(axis=(1, 2, 3), keepdims=True)
    contrast = jnp.sqrt(((halved - mean) ** 2).mean(axis=(1, 2, 3), keepdims=True)) + 4.0
    x = (halved - mean) / contrast
    x = jnp.pad(x, ((0, 0), (0, 12), (0, 0), (0, 0)))
    n = x.shape[0]
    x = x.reshape(n, GRID_H, 4, GRID_W, 4, 3).transpose(0, 1, 3, 2, 4, 5).reshape(n, GRID_H, GRID_W, 48)

    def conv(name, value):
        layer = parameters[name]
        kernel, stride = next((k, s) for n_, _, _, k, s, _ in LAYERS if n_ == name)
        pad = kernel // 2
        return jax.lax.conv_general_dilated(
            value, standardised(layer), (stride, stride), ((pad, pad), (pad, pad)),
            dimension_numbers=("NHWC", "HWIO", "NHWC")) + layer["b"]

    def residual(first, second, value):
        return jax.nn.relu(value + conv(second, jax.nn.relu(conv(first, value))))

    def twice(value):
        return jnp.repeat(jnp.repeat(value, 2, axis=1), 2, axis=2)

    four = jax.nn.relu(conv("stem", x))
    four = residual("b1", "b2", residual("a1", "a2", four))
    eight = jax.nn.relu(conv("down8", four))
    eight = residual("d1", "d2", residual("c1", "c2", eight))
    sixteen = jax.nn.relu(conv("down16", eight))
    sixteen = residual("f1", "f2", residual("e1", "e2", sixteen))
    eight = jax.nn.relu(conv("merge8", jax.nn.relu(eight + twice(conv("up8", sixteen)))))
    four = jax.nn.relu(conv("merge4", jax.nn.relu(four + twice(conv("up4", eight)))))
    out = conv("head2", jax.nn.relu(conv("head1", four)))
    return out[..., :3], out[..., 3:]


def boxes_of(sides):
    """Boxes in pixels [.., 48, 80, 4] from the side logarithms."""
    cx = (jnp.arange(GRID_W) + 0.5) * CELL
    cy = (jnp.arange(GRID_H)[:, None] + 0.5) * CELL
    reach = jnp.exp(jnp.clip(sides, -4.0, 4.5)) * CELL
    return jnp.stack([cx - reach[..., 0], cy - reach[..., 1], cx + reach[..., 2], cy + reach[..., 3]], axis=-1)


def targets(truth):
    """Heat [48,80,3], negatives' weight [48,80,3], box weight [48,80] and box [48,80,4] of one frame's truth [16,7]."""
    label, box, visible = truth[:, 1], truth[:, 2:6], truth[:, 6]
    real = label >= 0
    learn = real & (visible >= 0.3)
    width, height = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    mx, my = (box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2
    column, row = jnp.floor(mx / CELL), jnp.floor(my / CELL)
    sx = jnp.maximum(0.13 * width / CELL, 0.45)[:, None, None]
    sy = jnp.maximum(0.13 * height / CELL, 0.45)[:, None, None]
    dx = (jnp.arange(GRID_W)[None, None, :] - column[:, None, None]) / sx
    dy = (jnp.arange(GRID_H)[None, :, None] - row[:, None, None]) / sy
    bell = jnp.exp(-(dx * dx + dy * dy) / 2)
    per_class = (label[:, None] == jnp.arange(3)[None, :]).astype(jnp.float32)
    heat = jnp.max((bell * learn[:, None, None])[..., None] * per_class[:, None, None, :], axis=0)
    unsure = jnp.max((bell * (real & ~learn)[:, None, None])[..., None] * per_class[:, None, None, :], axis=0)
    owned = bell * learn[:, None, None]
    owner = jnp.argmax(owned, axis=0)
    strength = jnp.max(owned, axis=0)
    return heat, jnp.where(unsure > 0.05, 0.0, 1.0), jnp.where(strength > 0.3, strength, 0.0), box[owner]


def loss(parameters, halved, truth):
    """Penalty-reduced focal loss of the heat plus three times the generalised IoU loss of the boxes."""
    logits, sides = forward(parameters, halved)
    heat, weight, strength, box = jax.vmap(targets)(truth)
    p = jax.nn.sigmoid(logits)
    positive = heat > 0.999
    up = -jax.nn.log_sigmoid(logits) * (1 - p) ** 2
    down = -jax.nn.log_sigmoid(-logits) * p ** 2 * (1 - heat) ** 4 * weight
    count = jnp.maximum(positive.sum(), 1)
    focal = jnp.where(positive, up, down).sum() / count
    giou = generalised_iou(boxes_of(sides), box)
    return focal + 3 * ((1 - giou) * strength).sum() / jnp.maximum(strength.sum(), 1)


def generalised_iou(a, b):
    """GIoU (Rezatofighi et al. 2019) of boxes of equal shape [.., 4]."""
    iw = jnp.clip(jnp.minimum(a[..., 2], b[..., 2]) - jnp.maximum(a[..., 0], b[..., 0]), 0)
    ih = jnp.clip(jnp.minimum(a[..., 3], b[..., 3]) - jnp.maximum(a[..., 1], b[..., 1]), 0)
    hull = (jnp.maximum(a[..., 2], b[..., 2]) - jnp.minimum(a[..., 0], b[..., 0])) * (
        jnp.maximum(a[..., 3], b[..., 3]) - jnp.minimum(a[..., 1], b[..., 1]))
    area = (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1]) + (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    inter = iw * ih
    union = jnp.maximum(area - inter, 1e-6)
    return inter / union - (hull - union) / jnp.maximum(hull, 1e-6)
