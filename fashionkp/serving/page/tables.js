// Category, key points, lengths and attributes of a prediction, as lists and tables. Text is inserted as text,
// never as HTML.

import {isShown, svg} from './drawing.js';

export function html(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

export function categoryBars(prediction) {
  return Object.entries(prediction.category_probs).map(([name, probability]) =>
    html(
      'li',
      {className: name === prediction.category ? 'chosen' : ''},
      name,
      html('progress', {value: probability, max: 1, ariaLabel: name}),
      html('span', {}, `${(100 * probability).toFixed(1)} %`),
    ));
}

export function keypointRows(facts, prediction, threshold) {
  return Object.entries(prediction.keypoints).map(([name, point]) => {
    const shown = isShown(point, threshold);
    const {number, color} = facts.keypoints[name];
    const paint = shown ? {fill: color, stroke: color} : {fill: 'none', stroke: 'gray'};
    const dot = svg('svg', {viewBox: '0 0 14 14', 'aria-hidden': true}, svg('circle', {cx: 7, cy: 7, r: 5, ...paint}));
    return html(
      'tr',
      {className: shown ? '' : 'off'},
      html('td', {}, dot),
      html('td', {}, `${number} ${name}`),
      html('td', {}, point.score.toFixed(2)),
      html('td', {}, `${Math.round(100 * point.presence)} %`),
    );
  });
}

// `measurements` as lengths.js returns them.
export function lengthRows(measurements) {
  return Object.entries(measurements).map(([name, {pixels, cm, absent, margin_pixels = null, margin_cm = null, below_minimum_score: low = []}]) => {
    const reasons = [...absent.map((point) => `${point} absent`), ...low.map((point) => `${point} below minimum score`)];
    if (reasons.length) {
      const reason = html('td', {className: 'reason', colSpan: 2}, reasons.join(', '));
      return html('tr', {className: 'off'}, html('td', {}, name), reason);
    }
    const cells = [[pixels, margin_pixels], [cm, margin_cm]].map(([value, margin]) => {
      const cell = html('td', {}, value === null ? '' : value.toFixed(1));
      if (margin !== null) cell.append(html('span', {className: 'margin'}, ` ± ${margin.toFixed(1)}`));
      return cell;
    });
    return html('tr', {}, html('td', {}, name), ...cells);
  });
}

export function attributeRows(attributes) {
  return Object.entries(attributes).map(([name, {label, confidence, absent}]) => {
    const cells = label === null
      ? [html('td', {className: 'reason', colSpan: 2}, absent.map((point) => `${point} absent`).join(', '))]
      : [html('td', {}, label), html('td', {}, `${Math.round(100 * confidence)} %`)];
    return html('tr', {className: label === null ? 'off' : ''}, html('td', {}, name.replaceAll('_', ' ')), ...cells);
  });
}
