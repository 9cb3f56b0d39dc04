// Key points and skeleton over an image, and the legend beside it, as SVG. Sizes are multiples of
// `unit`: one pixel of the screen (or of the saved image), in pixels of the photo.

const NAMESPACE = 'http://www.w3.org/2000/svg';
const FONT = 'system-ui, sans-serif';

export const LEGEND_WIDTH = 270;
const ROW_HEIGHT = 20;

export function svg(name, attributes = {}, ...children) {
  const element = document.createElementNS(NAMESPACE, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

// A key point is drawn if it is present and its score reaches the threshold.
export function isShown(point, threshold) {
  return point.present && point.score >= threshold;
}

export function overlay(facts, prediction, threshold, unit) {
  const [width, height] = prediction.size;
  const points = Object.entries(prediction.keypoints).filter(([, point]) => isShown(point, threshold));
  const shown = Object.fromEntries(points);
  // Integer coordinates are centres of pixels; SVG's are their corners.
  const group = svg('g', {transform: 'translate(0.5 0.5)'});
  const edges = facts.categories[prediction.category].skeleton.filter(({ends}) => ends.every((name) => name in shown));
  for (const [color, stroke] of [['white', 4], [null, 2]]) {
    for (const edge of edges) {
      const [a, b] = edge.ends.map((name) => shown[name]);
      group.append(svg('line', {
        x1: a.x, y1: a.y, x2: b.x, y2: b.y,
        stroke: color ?? edge.color, 'stroke-width': stroke * unit, 'stroke-linecap': 'round',
      }));
    }
  }
  for (const [name, point] of points) group.append(dot(facts, name, point, unit));
  const center = ['x', 'y'].map((axis) => mean(points.map(([, point]) => point[axis])));
  const frame = {center, size: prediction.size, unit};
  for (const [name, point] of points) group.append(index(facts.keypoints[name], point, frame));
  return svg('svg', {xmlns: NAMESPACE, viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': 'Key points'}, group);
}

function dot(facts, name, {x, y}, unit) {
  return svg(
    'circle',
    {
      cx: x, cy: y, r: 5 * unit, fill: facts.keypoints[name].color,
      stroke: 'white', 'stroke-width': 2 * unit, 'data-keypoint': name,
    },
    svg('title', {}, name),
  );
}

// The key point's index beside it, away from the centre of the garment and inside the image.
function index({number, color}, point, {center, size, unit}) {
  const direction = [point.x - center[0], point.y - center[1]];
  const length = Math.max(Math.hypot(...direction), 1e-6);
  const [x, y] = ['x', 'y'].map((axis, i) =>
    clamp(point[axis] + direction[i] / length * 16 * unit, 8 * unit, size[i] - 8 * unit));
  return text(number, {
    x, y, fill: color, 'font-size': 13 * unit, 'text-anchor': 'middle', 'font-weight': 600,
    stroke: 'white', 'stroke-width': 3.5 * unit, 'stroke-linejoin': 'round', 'paint-order': 'stroke',
  });
}

// Category and key points as rows on white, `legendHeight` high.
export function legend(facts, prediction, threshold) {
  const group = svg('g');
  const percent = (probability) => `${Math.round(100 * probability)} %`;
  const title = `${prediction.category}  ${percent(prediction.category_score)}`;
  group.append(text(title, {x: 10, y: ROW_HEIGHT, 'font-size': 14, 'font-weight': 600}));
  group.append(text('score', {x: 195, y: ROW_HEIGHT, fill: 'gray', 'text-anchor': 'end'}));
  group.append(text('presence', {x: 258, y: ROW_HEIGHT, fill: 'gray', 'text-anchor': 'end'}));
  Object.entries(prediction.keypoints).forEach(([name, point], i) => {
    const y = (i + 2) * ROW_HEIGHT;
    const {number, color} = facts.keypoints[name];
    const shown = isShown(point, threshold);
    const paint = shown ? color : 'gray';
    group.append(
      svg('circle', {cx: 16, cy: y, r: 5, stroke: paint, fill: shown ? paint : 'none'}),
      text(number, {x: 28, y, fill: paint}),
      text(name, {x: 50, y, fill: shown ? 'black' : 'gray'}),
      text(point.score.toFixed(2), {x: 195, y, fill: paint, 'text-anchor': 'end'}),
      text(percent(point.presence), {x: 258, y, fill: paint, 'text-anchor': 'end'}),
    );
  });
  return group;
}

export function legendHeight(prediction) {
  return (Object.keys(prediction.keypoints).length + 3) * ROW_HEIGHT;
}

function text(content, attributes) {
  const defaults = {fill: 'black', 'font-size': 13, 'font-family': FONT, 'dominant-baseline': 'central'};
  return svg('text', {...defaults, ...attributes}, String(content));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function clamp(value, min, max) {
  return Math.min(Math.max(value, min), max);
}
