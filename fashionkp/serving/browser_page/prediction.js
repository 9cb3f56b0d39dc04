// The prediction of a photo from the model's outputs: what Prediction.as_dict() of
// fashionkp/predictions/prediction.py returns, with the lengths in pixels, without margins.

import {lengthOf} from './lengths.js';

export function predictionOf(facts, outputs, crop, {image, size, category}) {
  requireFinite(outputs);
  const {points, scores, presence, category_probs: probs} = outputs;
  const {decimals} = facts;
  const probability = (value) => round(value, decimals.probability);
  const names = Object.keys(facts.categories);
  const channels = Object.keys(facts.keypoints);
  const index = category ? names.indexOf(category) : probs.indexOf(Math.max(...probs));
  const exact = {};
  const keypoints = {};
  for (const name of facts.categories[names[index]].keypoints) {
    const channel = channels.indexOf(name);
    const [x, y] = [0, 1].map((axis) => crop.toImage(points[2 * channel + axis], axis));
    const chance = presence[index * channels.length + channel];
    exact[name] = {x, y};
    keypoints[name] = {
      x: round(x, decimals.pixels),
      y: round(y, decimals.pixels),
      score: probability(scores[channel]),
      presence: probability(chance),
      present: chance >= facts.present,
    };
  }
  return {
    image,
    size,
    box: [0, 0, ...size],
    category: names[index],
    category_score: probability(probs[index]),
    category_probs: Object.fromEntries(names.map((name, i) => [name, probability(probs[i])])),
    calibrated: facts.model.calibrated,
    keypoints,
    measurements: measurements(facts.categories[names[index]], exact, keypoints, decimals.length),
  };
}

function measurements({measurements: needs, paths}, exact, keypoints, digits) {
  return Object.fromEntries(Object.entries(needs).map(([name, points]) => {
    const absent = points.filter((point) => !keypoints[point].present);
    const pixels = absent.length ? null : round(lengthOf(paths[name], exact), digits);
    return [name, {pixels, cm: null, absent}];
  }));
}

function requireFinite(outputs) {
  for (const [name, values] of Object.entries(outputs)) {
    if (!values.every(Number.isFinite)) throw new Error(`The model returns ${name} that are not finite`);
  }
}

function round(value, digits) {
  return Number(value.toFixed(digits));
}
