// The photos that were chosen, each with its prediction and what the user set for it.

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

  get isReady() {
    return this.prediction !== null && this.pending === null;
  }

  get status() {
    const {category, category_score: score} = this.prediction ?? {};
    if (this.pending) return `Predicting ${this.file.name} ...`;
    return this.error ?? (category ? `${this.file.name}: ${category}, ${(100 * score).toFixed(0)} %` : `${this.file.name} waits`);
  }

  // Request a prediction; a request that is still pending is aborted.
  async predict(limits) {
    this.pending?.abort();
    const request = this.pending = new AbortController();
    try {
      this.prediction = await this.#request(limits, request.signal);
      this.error = null;
    } catch (error) {
      if (request.signal.aborted) return;
      this.prediction = null;
      this.error = error instanceof TypeError ? 'The server does not respond' : error.message;
    }
    if (this.pending === request) this.pending = null;
  }

  async #request(limits, signal) {
    if (this.file.size > limits.bytes) {
      throw new Error(`${this.file.name} is too large: expected at most ${limits.bytes / 1e6} MB`);
    }
    const body = new FormData();
    body.append('file', this.file);
    const query = new URLSearchParams(this.category ? {category: this.category} : {});
    const response = await fetch(`predict?${query}`, {method: 'POST', body, signal});
    const content = await response.json();
    if (!response.ok) throw new Error(content.detail);
    return content;
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
