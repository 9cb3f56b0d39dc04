// The photos that were chosen, each with its prediction and what the user set for it.

import {predict} from './predictor.js';
import {html} from './tables.js';

export class Photo {
  constructor(file) {
    this.file = file;
    this.url = URL.createObjectURL(file);
    this.category = ''; // predicted
    this.reference = {name: '', cm: ''}; // as in the form
    this.prediction = this.error = this.pending = null;
  }

  get name() {
    return this.file.name.replace(/\.[^.]*$/, '') || 'photo';
  }

  get isDone() {
    return this.pending === null && (this.prediction ?? this.error) !== null;
  }

  get isReady() {
    return this.prediction !== null && this.pending === null;
  }

  get status() {
    const {category, category_score: score} = this.prediction ?? {};
    if (this.pending) return `Predicting ${this.file.name} ...`;
    return this.error ?? (category ? `${this.file.name}: ${category}, ${(100 * score).toFixed(0)} %` : `${this.file.name} waits`);
  }

  // Request a prediction; a request that is still pending is aborted.
  async predict() {
    this.pending?.abort();
    const request = this.pending = new AbortController();
    try {
      this.prediction = await predict(this.file, this.category, request.signal);
      this.error = null;
    } catch (error) {
      if (request.signal.aborted) return;
      this.prediction = null;
      this.error = error.message;
    }
    if (this.pending === request) this.pending = null;
  }
}

// A button for each photo.
export function photoButtons(photos, current, select) {
  return photos.map((photo) => {
    const category = photo.isReady ? `: ${photo.prediction.category}` : '';
    const button = html(
      'button',
      {className: photo.error ? 'failed' : '', title: photo.status, onclick: () => select(photo)},
      `${photo.file.name}${category}`,
    );
    button.setAttribute('aria-current', photo === current);
    return html('li', {}, button);
  });
}

// The photos that failed, each with the reason.
export function failureRows(photos) {
  return photos.filter(({error}) => error).map(({file, error}) =>
    html('li', {}, error.includes(file.name) ? error : `${file.name}: ${error}`));
}
