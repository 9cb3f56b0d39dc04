// The lists beside the photo: garments, key points, findings, photos, keys.

import {KEYS, keyNames} from './label_keys.js';
import {html} from './tables.js';

const STATES = {1: 'visible', 0: 'occluded', '-1': 'absent'};

export function pointRows(photo, select) {
  const {keypoints} = photo.garment;
  const scores = photo.garments.length === 1 ? photo.scores ?? {} : {};
  return photo.names.map((name) => {
    const {number, color} = photo.facts.keypoints[name];
    const state = STATES[keypoints[name]?.[2] ?? -1];
    const score = state === 'absent' ? undefined : scores[name];
    const cells = [html('span', {}, number), html('span', {}, name), html('span', {}, score?.toFixed(2) ?? ''), html('span', {}, state)];
    cells[0].style.color = color;
    const button = html('button', {className: state, onclick: () => select(name), title: 'score of the prediction, state'}, ...cells);
    button.dataset.point = name;
    button.setAttribute('aria-current', name === photo.selected);
    return html('li', {}, button);
  });
}

export function garmentButtons(photo, select) {
  return photo.garments.map(({category}, i) => {
    const button = html('button', {onclick: () => select(i)}, `${i + 1} ${category}`);
    button.setAttribute('aria-pressed', i === photo.current);
    return button;
  });
}

export function findingRows(findings) {
  return findings.map(({check, severity, text, meaning}) =>
    html('li', {className: severity, title: meaning}, html('b', {}, check), ` ${text}`));
}

// Options for all photos: those to label, least sure first, then the labelled ones.
export function photoOptions(overview, order) {
  const byId = new Map(overview.photos.map((photo) => [photo.id, photo]));
  return order.map((id) => {
    const {labelled, no_garment: isEmpty, sureness} = byId.get(id);
    const state = isEmpty ? '✗' : labelled ? '✓' : sureness === null ? '…' : sureness ? sureness.toFixed(2) : '·';
    return html('option', {value: id}, `${state} ${id}`);
  });
}

export function errorRows(errors) {
  return Object.entries(errors).map(([id, reason]) => html('li', {}, html('b', {}, id), ` ${reason}`));
}

export function keyTitle(command) {
  const entry = KEYS.find(([, name]) => name === command);
  return entry ? `${keyNames(entry[0])}: ${entry[2]}` : '';
}

export function keyRows() {
  return [
    ...KEYS.map(([keys, , text]) => html('tr', {}, html('td', {}, html('kbd', {}, keyNames(keys))), html('td', {}, text))),
    html('tr', {}, html('td', {}, html('kbd', {}, '0 1 2 …')), html('td', {}, 'select a key point by its number')),
    html('tr', {}, html('td', {}, 'click'), html('td', {}, 'put the selected key point there, and select the next one that has no position')),
  ];
}
