// Shows a stream as its cell tells it: each message holds a frame and what was found in that same frame.
import { Editor, crossings, parsePoints, pointsText } from '/view/editor.js';

const TRAIL_MICROS = 3_000_000;
const EVENT_MICROS = 2_000_000; // how long an event is marked in the frames after it
const RETRY_MILLIS = [500, 1000, 2000, 5000];
const PALETTE = ['#00e05a', '#4aa8ff', '#ff9a2e', '#ff5c5c', '#2ee6e6', '#c58bff'];
const ZONE = '#ffd60a';
const LINE = '#ff4dff';
const FRESH = '#ffffff';

const $ = (id) => document.getElementById(id);
const canvas = $('frame');
const context = canvas.getContext('2d');
const trails = new Map(); // track id -> [[capture time, x, y]]
let sight = null; // the message that is shown
let picture = null; // its frame
let epoch = '';
let lastOld = null; // number of the last event from before the page was opened; -1: none

// ---- what the address says

/** The fragment is never sent; it goes from the address bar so that it is in no screenshot, and stays for a reload. */
function fromAddress() {
  const given = new URLSearchParams(location.hash.slice(1));
  if (given.has('token')) {
    sessionStorage.setItem('token', given.get('token'));
    history.replaceState(null, '', `${location.pathname}#stream=${encodeURIComponent(given.get('stream') ?? '')}`);
  }
  return { stream: given.get('stream') ?? '', token: sessionStorage.getItem('token') ?? '' };
}

const { stream, token } = fromAddress();
$('stream').textContent = stream || 'no stream';
document.title = `${stream} – AegisVision`;

function problem(text) {
  $('problem').hidden = !text;
  $('problem').textContent = text;
}

function phase(text, mood) {
  $('phase').textContent = text;
  $('phase').className = `pill ${mood}`;
}

// ---- the messages

/** Reads server-sent events from an answer, so that the token can go in a header. */
async function events(answer, take) {
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let parts = [];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    parts.push(value);
    if (!value.includes('\n\n') && !(value.startsWith('\n') && parts.length > 1)) continue;
    const messages = parts.join('').split('\n\n');
    parts = [messages.pop()];
    for (const message of messages) {
      const [kind, data] = message.split('\n', 2);
      await take(kind.slice('event: '.length), JSON.parse(data.slice('data: '.length)));
    }
  }
}

const FINAL = { 401: 'The token is wrong or missing: open the address that kubectl aegis view printed.' };

/** One connection to its end; true when another may help. */
async function connect() {
  const answer = await fetch(`/v1/streams/${encodeURIComponent(stream)}/view`, {
    headers: { 'X-Aegis-Cell-Token': token },
    cache: 'no-store',
  });
  if (!answer.ok) {
    const told = (await answer.json().catch(() => ({}))).title ?? `the cell answered ${answer.status}`;
    phase(answer.status === 403 ? 'off' : 'no view', 'bad');
    problem(FINAL[answer.status] ?? told);
    return answer.status !== 401 && answer.status !== 403;
  }
  problem('');
  await events(answer, (kind, data) => (kind === 'frame' ? show(data) : state(data)));
  return true;
}

async function follow() {
  for (let failures = 0; ; failures++) {
    const begun = performance.now();
    try {
      if (!await connect()) return;
    } catch (error) {
      problem(`No connection: ${error.message}. Is kubectl aegis view still running?`);
    }
    phase('reconnecting', 'bad');
    if (performance.now() - begun > 10_000) failures = 0;
    await new Promise((resume) => { setTimeout(resume, RETRY_MILLIS[Math.min(failures, RETRY_MILLIS.length - 1)]); });
  }
}

function state(told) {
  const now = told.facts;
  phase(now.reason ? `${now.phase}: ${now.reason}` : now.phase, told.late ? 'bad' : 'good');
  problem(told.late ? `${told.sentence}. What to do: ${told.remedy}.` : '');
  $('rates').textContent = `${now.decodedPerSecond.toFixed(1)} decoded, ${now.processedPerSecond.toFixed(1)} analysed a second`;
}

async function show(next) {
  const bytes = Uint8Array.from(atob(next.jpeg), (c) => c.charCodeAt(0));
  delete next.jpeg;
  const decoded = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  picture?.close();
  picture = decoded;
  if (next.epoch !== epoch) {
    epoch = next.epoch;
    trails.clear();
  }
  sight = next;
  lastOld ??= next.events.at(-1)?.number ?? -1;
  remember(next);
  listEvents(next);
  listShapes(next);
  $('time').textContent = `${new Date(next.captureMicros / 1000).toISOString().slice(11, 23)} UTC${next.captureEstimated ? ' (estimated)' : ''}`;
  $('counts').textContent = next.lost
    ? `not analysed: ${next.lost}`
    : `${next.tracks.filter((track) => track.seen).length} tracks, ${next.boxes.length} boxes`;
  draw();
}

function remember(now) {
  for (const track of now.tracks) {
    if (!track.seen) continue;
    const trail = trails.get(track.id) ?? [];
    trail.push([now.captureMicros, (track.box[0] + track.box[2]) / 2, track.box[3]]);
    trails.set(track.id, trail);
  }
  for (const [id, trail] of trails) {
    while (trail.length > 0 && now.captureMicros - trail[0][0] > TRAIL_MICROS) trail.shift();
    if (trail.length === 0) trails.delete(id);
  }
}

// ---- drawing

function colour(label) {
  let sum = 0;
  for (const c of label) sum = (sum * 31 + c.codePointAt(0)) >>> 0;
  return PALETTE[sum % PALETTE.length];
}

/** Events that this frame, or one shortly before it, decided. */
function marked() {
  return sight.events.filter((event) => event.epoch === sight.epoch
    && event.decidedAt <= sight.captureMicros && sight.captureMicros - event.decidedAt < EVENT_MICROS);
}

function draw() {
  if (!picture) return;
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  const width = Math.round(canvas.clientWidth * scale);
  const height = Math.round(width * sight.height / sight.width);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
    canvas.style.aspectRatio = `${sight.width} / ${sight.height}`;
  }
  context.drawImage(picture, 0, 0, width, height);
  const pen = new Pen(width, height, scale);
  const told = $('show-events').checked ? marked() : [];
  if ($('show-zones').checked) for (const zone of sight.zones) pen.zone(zone, told);
  if ($('show-lines').checked) for (const line of sight.lines) pen.line(line, told);
  if ($('show-boxes').checked) for (const box of sight.boxes) pen.box(box, `${box.label} ${Math.round(box.score * 100)} %`, 1);
  if ($('show-tracks').checked) for (const track of sight.tracks) pen.track(track);
  for (const event of told) pen.event(event);
  if (editor.kind) pen.edited(editor);
  canvas.dataset.seq = sight.seq;
  canvas.sight = sight; // what is shown, for those who look into the page
}

/** Draws in fractions of the display. */
class Pen {
  constructor(width, height, scale) {
    this.width = width;
    this.height = height;
    this.scale = scale;
  }

  at([x, y]) {
    return [x * this.width, y * this.height];
  }

  stroke(points, closed, style, wide, dash = []) {
    context.beginPath();
    points.forEach((point, i) => (i === 0 ? context.moveTo(...this.at(point)) : context.lineTo(...this.at(point))));
    if (closed) context.closePath();
    context.strokeStyle = style;
    context.lineWidth = wide * this.scale;
    context.setLineDash(dash.map((d) => d * this.scale));
    context.stroke();
    context.setLineDash([]);
  }

  /** Words on a ground of their own, below a place, or above it. */
  words(text, place, style, above = true) {
    context.font = `600 ${13 * this.scale}px system-ui, "DejaVu Sans", sans-serif`;
    const pad = 4 * this.scale;
    const tall = 18 * this.scale;
    const wide = context.measureText(text).width + 2 * pad;
    let [x, y] = this.at(place);
    x = Math.max(0, Math.min(x, this.width - wide));
    y = above ? y - tall : y;
    y = Math.max(0, Math.min(y, this.height - tall));
    context.fillStyle = style;
    context.fillRect(x, y, wide, tall);
    context.fillStyle = '#10141a';
    context.textBaseline = 'middle';
    context.fillText(text, x + pad, y + tall / 2);
  }

  zone(zone, told) {
    const points = parsePoints(zone.points);
    const fresh = told.some((event) => event.zone === zone.name);
    context.beginPath();
    points.forEach((point) => context.lineTo(...this.at(point)));
    context.closePath();
    context.fillStyle = fresh ? 'rgba(255, 214, 10, .3)' : 'rgba(255, 214, 10, .12)';
    context.fill();
    this.stroke(points, true, ZONE, fresh ? 3 : 1.5);
    const top = points.reduce((a, b) => (b[1] < a[1] ? b : a));
    this.words(zone.name, top, ZONE);
  }

  line(line, told) {
    const points = parsePoints(line.points);
    const fresh = told.some((event) => event.line === line.name);
    this.stroke(points, false, LINE, fresh ? 5 : 2);
    this.arrow(points, LINE);
    this.words(line.name, points[0], LINE);
  }

  /** From the left of a line to its right, as LeftToRight goes. */
  arrow([from, to], style) {
    const [ax, ay] = this.at(from);
    const [bx, by] = this.at(to);
    const long = Math.hypot(bx - ax, by - ay) || 1;
    const [nx, ny] = [-(by - ay) / long, (bx - ax) / long];
    const [mx, my] = [(ax + bx) / 2, (ay + by) / 2];
    const tip = 16 * this.scale;
    const wing = 5 * this.scale;
    context.beginPath();
    context.moveTo(mx, my);
    context.lineTo(mx + nx * tip, my + ny * tip);
    for (const side of [-1, 1]) {
      context.moveTo(mx + nx * tip, my + ny * tip);
      context.lineTo(mx + nx * (tip - wing) - side * ny * wing, my + ny * (tip - wing) + side * nx * wing);
    }
    context.strokeStyle = style;
    context.lineWidth = 2 * this.scale;
    context.stroke();
  }

  box(thing, text, wide, dash = []) {
    const [x1, y1, x2, y2] = thing.box;
    this.stroke([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], true, colour(thing.label), wide, dash);
    if (text) this.words(text, [x1, y1], colour(thing.label));
  }

  track(track) {
    const trail = trails.get(track.id);
    if (trail?.length > 1) this.stroke(trail.map(([, x, y]) => [x, y]), false, colour(track.label), 2);
    this.box(track, `${track.id} ${track.label}`, 2, track.seen ? [] : [5, 4]);
  }

  event(event) {
    const track = sight.tracks.find((one) => one.id === event.track);
    const box = track?.box ?? event.box;
    if (!box) return; // of a whole zone, which is marked itself
    const [x1, y1, x2, y2] = box;
    this.stroke([[x1, y1], [x2, y1], [x2, y2], [x1, y2]], true, FRESH, 3);
    this.words(`${event.rule}: ${what(event)}`, [x1, y2], FRESH, false);
  }

  edited(shape) {
    const { points, kind, selected } = shape;
    const style = kind === 'zone' ? ZONE : LINE;
    if (kind === 'zone' && points.length > 2) {
      context.beginPath();
      points.forEach((point) => context.lineTo(...this.at(point)));
      context.fillStyle = 'rgba(255, 214, 10, .25)';
      context.fill();
    }
    this.stroke(points, kind === 'zone' && points.length > 2, style, 2, [6, 4]);
    if (kind === 'line' && points.length === 2) this.arrow(points, style);
    for (const edge of kind === 'zone' ? crossings(points).flat() : []) {
      this.stroke([points[edge], points[(edge + 1) % points.length]], false, '#ff2020', 4);
    }
    points.forEach((point, i) => {
      context.beginPath();
      context.arc(...this.at(point), 5 * this.scale, 0, 2 * Math.PI);
      context.fillStyle = i === selected ? '#ffffff' : style;
      context.fill();
      context.strokeStyle = '#10141a';
      context.lineWidth = this.scale;
      context.stroke();
    });
  }
}

// ---- lists

/** An event's type without its namespace and version, and what says more. */
function what(event) {
  const words = [event.type.replace('io.aegisvision.', '').replace(/\.v\d+$/, '')];
  if (event.direction) words.push(event.direction);
  if (event.count != null) words.push(`count ${event.count}`);
  if (event.durationMillis) words.push(`${(event.durationMillis / 1000).toFixed(1)} s`);
  return words.join(' ');
}

function listEvents(now) {
  const list = $('events');
  for (const event of now.events) {
    if (list.querySelector(`[data-number="${event.number}"]`)) continue;
    const item = document.createElement('li');
    item.dataset.number = event.number;
    if (event.number > lastOld) item.className = 'fresh';
    const who = event.track == null ? '' : `, track ${event.track} ${event.label}`;
    item.textContent = `${new Date(event.at / 1000).toISOString().slice(11, 21)}  ${event.rule}: ${what(event)}${who}`;
    list.prepend(item);
  }
  while (list.children.length > 30) list.lastChild.remove();
  $('no-events').hidden = list.children.length > 0;
}

function listShapes(now) {
  const names = [...now.zones.map((zone) => `zone ${zone.name}`), ...now.lines.map((line) => `line ${line.name}`)];
  const select = $('existing');
  if (select.dataset.names === names.join()) return;
  select.dataset.names = names.join();
  while (select.options.length > 1) select.remove(1);
  for (const name of names) select.add(new Option(name, name));
}

// ---- the editor's controls

function edited() {
  $('editor').hidden = !editor.kind;
  if (editor.kind) {
    const warning = editor.warning();
    $('warning').hidden = !warning;
    $('warning').textContent = warning;
    $('points').textContent = pointsText(editor.points);
    $('yaml').value = editor.yaml($('name').value || 'NAME');
    $('copy').disabled = Boolean(warning);
    $('hint').textContent = editor.kind === 'zone'
      ? 'Click adds a point, on an edge too; drag moves one; right click or Delete removes it; arrows move it finely.'
      : 'Click sets two points, drag moves them. The arrow shows LeftToRight.';
  }
  draw();
}

const editor = new Editor(canvas, edited);

function begin(kind, name, points) {
  $('name').value = name;
  editor.begin(kind, points);
  canvas.focus({ preventScroll: true });
}

$('new-zone').addEventListener('click', () => begin('zone', 'zone-1', []));
$('new-line').addEventListener('click', () => begin('line', 'line-1', []));
$('existing').addEventListener('change', () => {
  const [kind, name] = $('existing').value.split(' ');
  const shape = (kind === 'zone' ? sight.zones : sight.lines).find((one) => one.name === name);
  $('existing').value = '';
  if (shape) begin(kind, name, parsePoints(shape.points));
});
$('name').addEventListener('input', edited);
$('undo').addEventListener('click', () => editor.undo());
$('done').addEventListener('click', () => editor.end());
$('copy').addEventListener('click', async () => {
  await navigator.clipboard.writeText($('yaml').value);
  $('copy').textContent = 'Copied';
  setTimeout(() => { $('copy').textContent = 'Copy'; }, 1500);
});
for (const toggle of document.querySelectorAll('#shown input')) toggle.addEventListener('change', draw);
window.addEventListener('resize', draw);

if (stream) {
  follow();
} else {
  phase('no stream', 'bad');
  problem('The address names no stream: open the one that kubectl aegis view printed.');
}
