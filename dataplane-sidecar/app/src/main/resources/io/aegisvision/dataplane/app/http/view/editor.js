// Draws a zone or a line by hand, and says it as a Stream does: SVG points in fractions of the display.

const NEAR = 12; // pixels from a point or an edge
const MOST_TEXT = 512; // characters of points that a Stream takes
const DIGITS = 4; // a fifth of a pixel of 1920

/** A fraction as a Stream writes it. */
function fraction(value) {
  return String(Number(Math.min(1, Math.max(0, value)).toFixed(DIGITS)));
}

export function pointsText(points) {
  return points.map(([x, y]) => `${fraction(x)},${fraction(y)}`).join(' ');
}

export function parsePoints(text) {
  return text.trim().split(/\s+/).map((pair) => pair.split(',').map(Number));
}

function turn(a, b, c) {
  return Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]));
}

function within(a, b, p) {
  return Math.min(a[0], b[0]) <= p[0] && p[0] <= Math.max(a[0], b[0])
    && Math.min(a[1], b[1]) <= p[1] && p[1] <= Math.max(a[1], b[1]);
}

function meet(a, b, c, d) {
  const [t1, t2, t3, t4] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)];
  return (t1 !== t2 && t3 !== t4 && t1 * t2 <= 0 && t3 * t4 <= 0)
    || (t1 === 0 && within(a, b, c)) || (t2 === 0 && within(a, b, d))
    || (t3 === 0 && within(c, d, a)) || (t4 === 0 && within(c, d, b));
}

/** Pairs of edges of a closed polygon that meet and are no neighbours; edge i begins at point i. */
export function crossings(points) {
  const found = [];
  const n = points.length;
  for (let i = 0; i < n; i++) {
    for (let k = i + 2; k < n; k++) {
      if ((k + 1) % n !== i && meet(points[i], points[i + 1], points[k], points[(k + 1) % n])) {
        found.push([i, k]);
      }
    }
  }
  return found;
}

/** The editor of one shape over a canvas. `changed` is called after every change. */
export class Editor {
  constructor(canvas, changed) {
    this.canvas = canvas;
    this.changed = changed;
    this.kind = null; // 'zone' or 'line' while a shape is edited
    this.points = [];
    this.past = [];
    this.selected = -1;
    this.dragging = false;
    canvas.addEventListener('pointerdown', (event) => this.down(event));
    canvas.addEventListener('pointermove', (event) => this.move(event));
    canvas.addEventListener('pointerup', () => { this.dragging = false; });
    canvas.addEventListener('pointercancel', () => { this.dragging = false; });
    canvas.addEventListener('contextmenu', (event) => { if (this.kind) event.preventDefault(); });
    canvas.addEventListener('keydown', (event) => this.key(event));
  }

  begin(kind, points) {
    this.kind = kind;
    this.points = points;
    this.past = [];
    this.selected = -1;
    this.canvas.classList.add('editing');
    this.changed();
  }

  end() {
    this.kind = null;
    this.points = [];
    this.canvas.classList.remove('editing');
    this.changed();
  }

  remember() {
    this.past.push(this.points.map((point) => [...point]));
  }

  undo() {
    if (this.past.length > 0) {
      this.points = this.past.pop();
      this.selected = -1;
      this.changed();
    }
  }

  /** In fractions of the display. */
  place(event) {
    const at = this.canvas.getBoundingClientRect();
    const clamp = (value) => Math.min(1, Math.max(0, value));
    return [clamp((event.clientX - at.left) / at.width), clamp((event.clientY - at.top) / at.height)];
  }

  /** Pixels between two places. */
  distance(a, b) {
    const at = this.canvas.getBoundingClientRect();
    return Math.hypot((a[0] - b[0]) * at.width, (a[1] - b[1]) * at.height);
  }

  near(place) {
    return this.points.findIndex((point) => this.distance(point, place) <= NEAR);
  }

  /** The edge on which a place lies, or -1. */
  edge(place) {
    const at = this.canvas.getBoundingClientRect();
    const edges = this.kind === 'zone' && this.points.length > 2 ? this.points.length : 0;
    for (let i = 0; i < edges; i++) {
      const a = this.points[i];
      const b = this.points[(i + 1) % this.points.length];
      const [dx, dy] = [(b[0] - a[0]) * at.width, (b[1] - a[1]) * at.height];
      const [px, py] = [(place[0] - a[0]) * at.width, (place[1] - a[1]) * at.height];
      const along = Math.min(1, Math.max(0, (px * dx + py * dy) / (dx * dx + dy * dy || 1)));
      if (Math.hypot(px - along * dx, py - along * dy) <= NEAR / 2) {
        return i;
      }
    }
    return -1;
  }

  down(event) {
    if (!this.kind) {
      return;
    }
    const place = this.place(event);
    const hit = this.near(place);
    if (event.button === 2) {
      this.remove(hit);
      return;
    }
    if (event.button !== 0) {
      return;
    }
    this.remember();
    if (hit >= 0) {
      this.selected = hit;
    } else if (this.kind === 'line' && this.points.length === 2) {
      this.past.pop(); // a line has two points: drag them
      return;
    } else {
      const edge = this.edge(place);
      this.selected = edge >= 0 ? edge + 1 : this.points.length;
      this.points.splice(this.selected, 0, place);
    }
    this.dragging = true;
    this.canvas.setPointerCapture(event.pointerId);
    this.changed();
  }

  move(event) {
    if (this.kind && this.dragging) {
      this.points[this.selected] = this.place(event);
      this.changed();
    }
  }

  remove(index) {
    if (index >= 0 && index < this.points.length) {
      this.remember();
      this.points.splice(index, 1);
      this.selected = -1;
      this.changed();
    }
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!this.kind) {
      return;
    }
    if (event.key === 'Delete' || event.key === 'Backspace') {
      this.remove(this.selected);
      event.preventDefault();
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      this.undo();
      event.preventDefault();
    } else if (step && this.selected >= 0) {
      this.remember();
      const [x, y] = this.points[this.selected];
      const by = event.shiftKey ? 0.01 : 0.001;
      this.points[this.selected] = [x + step[0] * by, y + step[1] * by].map((v) => Math.min(1, Math.max(0, v)));
      event.preventDefault();
      this.changed();
    }
  }

  /** What is wrong with the shape so far, or the empty text. */
  warning() {
    const text = pointsText(this.points);
    if (this.kind === 'zone') {
      if (this.points.length < 3) return 'A zone has three points or more.';
      const crossed = crossings(this.points);
      if (crossed.length > 0) {
        const [a, b] = crossed[0];
        return `The zone crosses itself: its edges ${a + 1} and ${b + 1} meet. The Stream would say InvalidShape.`;
      }
    } else if (this.points.length < 2) {
      return 'A line has two points.';
    }
    const words = text.split(' ');
    if (new Set(words).size < words.length) return 'Two points are the same.';
    return text.length > MOST_TEXT ? `Too many points: ${text.length} characters of ${MOST_TEXT}.` : '';
  }

  /** The part of a Stream that holds this shape. */
  yaml(name) {
    const list = this.kind === 'zone' ? 'zones' : 'lines';
    return `spec:\n  ${list}:\n  - name: ${name}\n    points: "${pointsText(this.points)}"\n`;
  }
}
