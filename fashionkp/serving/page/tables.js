// Category, points and lengths of an answer as lists and tables. Text goes in as text, never as HTML.

import {element, isShown} from './drawing.js';

export function html(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export function categoryBars(answer) {
  return Object.entries(answer.category_probs).map(([name, share]) =>
    html(
      'li',
      {className: name === answer.category ? 'chosen' : ''},
      name,
      html('progress', {value: share, max: 1}),
      html('span', {}, `${(100 * share).toFixed(1)} %`),
    ));
}

export function pointRows(facts, answer, threshold) {
  return Object.entries(answer.keypoints).map(([name, point]) => {
    const shown = isShown(point, threshold);
    const {number, color} = facts.keypoints[name];
    const paint = shown ? {fill: color, stroke: color} : {fill: 'none', stroke: 'gray'};
    const mark = element('svg', {viewBox: '0 0 14 14'}, element('circle', {cx: 7, cy: 7, r: 5, ...paint}));
    return html(
      'tr',
      {className: shown ? '' : 'off'},
      html('td', {}, mark),
      html('td', {}, `${number} ${name}`),
      html('td', {}, point.score.toFixed(2)),
      html('td', {}, `${Math.round(100 * point.presence)} %`),
    );
  });
}

export function lengthRows(facts, answer, threshold) {
  const needs = facts.categories[answer.category].measurements;
  return Object.entries(answer.measurements).map(([name, {pixels, cm, absent}]) => {
    const unsure = needs[name].filter((point) => !absent.includes(point) && answer.keypoints[point].score < threshold);
    const reasons = [...absent.map((point) => `no ${point}`), ...unsure.map((point) => `unsure ${point}`)];
    if (reasons.length) {
      const why = html('td', {className: 'why', colSpan: 2}, reasons.join(', '));
      return html('tr', {className: 'off'}, html('td', {}, name), why);
    }
    const cells = [pixels, cm].map((value) => html('td', {}, value === null ? '' : value.toFixed(1)));
    return html('tr', {}, html('td', {}, name), ...cells);
  });
}
