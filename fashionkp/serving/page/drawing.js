// Points and outline over an image, and the legend beside it, as SVG. Its lengths are multiples of
// `unit`, which is a pixel of the screen (or of the saved image) in pixels of the photo.

const SPACE = 'http://www.w3.org/2000/svg';
const FONT = 'system-ui, sans-serif';

export const LEGEND_WIDTH = 270;
const ROW = 20;

export function element(name, attributes = {}, ...children) {
  const made = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

// A point is drawn where it is likely there and its score is not below the threshold.
export function isShown(point, threshold) {
  return point.present && point.score >= threshold;
}

export function overlay(facts, answer, threshold, unit) {
  const [width, height] = answer.size;
  const points = Object.entries(answer.keypoints).filter(([, one]) => isShown(one, threshold));
  const shown = Object.fromEntries(points);
  // a coordinate means the centre of a pixel, half a pixel from where SVG begins to count
  const group = element('g', {transform: 'translate(0.5 0.5)'});
  const edges = facts.categories[answer.category].skeleton.filter(({ends}) => ends.every((name) => name in shown));
  for (const [color, stroke] of [['white', 4], [null, 2]]) {
    for (const edge of edges) {
      const [a, b] = edge.ends.map((name) => shown[name]);
      group.append(element('line', {
        x1: a.x, y1: a.y, x2: b.x, y2: b.y,
        stroke: color ?? edge.color, 'stroke-width': stroke * unit, 'stroke-linecap': 'round',
      }));
    }
  }
  for (const [name, {x, y}] of points) group.append(dot(facts, name, x, y, unit));
  const middle = ['x', 'y'].map((axis) => mean(points.map(([, one]) => one[axis])));
  for (const [name, one] of points) group.append(number(facts, name, one, middle, answer.size, unit));
  return element('svg', {xmlns: SPACE, viewBox: `0 0 ${width} ${height}`}, group);
}

function dot(facts, name, x, y, unit) {
  return element(
    'circle',
    {
      cx: x, cy: y, r: 5 * unit, fill: facts.keypoints[name].color,
      stroke: 'white', 'stroke-width': 2 * unit, 'data-point': name,
    },
    element('title', {}, name),
  );
}

// The point's number beside it, away from the garment's middle and within the image.
function number(facts, name, point, middle, [width, height], unit) {
  const way = [point.x - middle[0], point.y - middle[1]];
  const length = Math.max(Math.hypot(...way), 1e-6);
  const x = clamp(point.x + way[0] / length * 16 * unit, 8 * unit, width - 8 * unit);
  const y = clamp(point.y + way[1] / length * 16 * unit, 8 * unit, height - 8 * unit);
  const {number: shown, color} = facts.keypoints[name];
  return text(shown, x, y, 13 * unit, color, {
    'text-anchor': 'middle', 'font-weight': 600,
    stroke: 'white', 'stroke-width': 3.5 * unit, 'stroke-linejoin': 'round', 'paint-order': 'stroke',
  });
}

// Category and points as rows on white; as high as `legendHeight` tells.
export function legend(facts, answer, threshold) {
  const group = element('g');
  const percent = (share) => `${Math.round(100 * share)} %`;
  const title = `${answer.category}  ${percent(answer.category_score)}`;
  group.append(text(title, 10, ROW, 14, 'black', {'font-weight': 600}));
  group.append(text('score', 205, ROW, 13, 'gray', {'text-anchor': 'end'}));
  group.append(text('there', 258, ROW, 13, 'gray', {'text-anchor': 'end'}));
  Object.entries(answer.keypoints).forEach(([name, point], i) => {
    const y = (i + 2) * ROW;
    const {number: shown, color} = facts.keypoints[name];
    const paint = isShown(point, threshold) ? color : 'gray';
    group.append(
      element('circle', {
        cx: 16, cy: y, r: 5, stroke: paint, fill: isShown(point, threshold) ? paint : 'none',
      }),
      text(shown, 28, y, 13, paint),
      text(name, 50, y, 13, isShown(point, threshold) ? 'black' : 'gray'),
      text(point.score.toFixed(2), 205, y, 13, paint, {'text-anchor': 'end'}),
      text(percent(point.presence), 258, y, 13, paint, {'text-anchor': 'end'}),
    );
  });
  return group;
}

export function legendHeight(answer) {
  return (Object.keys(answer.keypoints).length + 3) * ROW;
}

function text(content, x, y, size, fill, attributes = {}) {
  const all = {x, y, fill, 'font-size': size, 'font-family': FONT, 'dominant-baseline': 'central', ...attributes};
  return element('text', all, String(content));
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1);
}

function clamp(value, least, most) {
  return Math.min(Math.max(value, least), most);
}
