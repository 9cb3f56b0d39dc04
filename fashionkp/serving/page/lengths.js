// Lengths as the page shows and saves them: with a known length, and without those that need a key
// point below the minimum score. Computed here, so that they follow typing.

// `reference` is {name, cm}, or null.
export function shownLengths(facts, prediction, reference, threshold) {
  const {measurements: needs, ends} = facts.categories[prediction.category];
  const {keypoints} = prediction;
  const shown = {};
  for (const [name, {pixels, absent}] of Object.entries(prediction.measurements)) {
    const low = needs[name].filter((point) => !absent.includes(point) && keypoints[point].score < threshold);
    shown[name] = {pixels: low.length ? null : pixels, cm: null, absent};
    if (low.length) shown[name].below_minimum_score = low;
  }
  if (!reference || !shown[reference.name]?.pixels) return shown; // 0 if the points coincide
  const exact = (name) => distance(...ends[name].map((end) => center(end, keypoints)));
  const scale = reference.cm / exact(reference.name);
  for (const [name, length] of Object.entries(shown)) {
    if (length.pixels !== null) length.cm = Math.round(10 * scale * exact(name)) / 10;
  }
  return shown;
}

function center(names, keypoints) {
  return ['x', 'y'].map((axis) => names.reduce((sum, name) => sum + keypoints[name][axis], 0) / names.length);
}

function distance([x0, y0], [x1, y1]) {
  return Math.hypot(x1 - x0, y1 - y0);
}
