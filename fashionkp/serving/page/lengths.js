// Lengths as the page shows and saves them: with a known length, and without those that need a key
// point below the minimum score. Computed here, so that they follow typing.

// `reference` is {name, cm}, or null.
export function shownLengths(facts, prediction, reference, threshold) {
  const {measurements: needs, paths} = facts.categories[prediction.category];
  const {keypoints} = prediction;
  const shown = {};
  for (const [name, {pixels, absent, ...margins}] of Object.entries(prediction.measurements)) {
    const low = needs[name].filter((point) => !absent.includes(point) && keypoints[point].score < threshold);
    shown[name] = {pixels, cm: null, absent, ...margins};
    if (low.length) Object.assign(shown[name], {pixels: null, below_minimum_score: low});
    if (low.length && 'margin_pixels' in margins) shown[name].margin_pixels = null;
  }
  if (!reference || !shown[reference.name]?.pixels) return shown; // 0 if the points coincide
  const exact = (name) => lengthOf(paths[name], keypoints);
  const scale = reference.cm / exact(reference.name);
  const margins = prediction.margins_per_cm?.[reference.name] ?? {}; // only the server has them
  const tenths = (value) => Math.round(10 * value) / 10;
  for (const [name, length] of Object.entries(shown)) {
    if (length.pixels === null) continue;
    length.cm = tenths(scale * exact(name));
    const margin = margins[name] ?? null; // of a length without a bound, too
    if ('margin_cm' in length) length.margin_cm = margin === null ? null : tenths(reference.cm * margin);
  }
  return shown;
}

// The length of a path, each of whose points is key points with their weights.
export function lengthOf(path, keypoints) {
  return pathLength(path.map((weights) => mean(weights, keypoints)));
}

// The weighted mean of key points.
function mean(weights, keypoints) {
  const terms = (axis) => Object.entries(weights).map(([name, weight]) => weight * keypoints[name][axis]);
  return ['x', 'y'].map((axis) => terms(axis).reduce((sum, term) => sum + term, 0));
}

function pathLength(points) {
  return points.slice(1).reduce((sum, [x, y], i) => sum + Math.hypot(x - points[i][0], y - points[i][1]), 0);
}
