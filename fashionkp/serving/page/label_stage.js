// The photo with the key points of its garments: zoom, pan, and the pointer.

import {overlay, svg} from './drawing.js';

const MAX_ZOOM = 32; // pixels of the screen for one of the photo
const REACH = {mouse: 14, pen: 14, touch: 28}; // of a key point, pixels of the screen
const SAME = 3; // key points at this distance coincide, pixels of the screen
const CLICK = 4; // a pointer that moves further drags, pixels of the screen

export class Stage {
  // `hand` has begin, move and cancel, called with the name of a key point and its garment while
  // one is dragged, and click, called with a position in the photo.
  constructor(element, facts, hand) {
    this.element = element;
    this.facts = facts;
    this.hand = hand;
    this.image = element.querySelector('img');
    this.svg = svg('svg');
    element.append(this.svg);
    this.photo = null;
    this.view = {x: 0, y: 0, scale: 1}; // the photo's corner and zoom, pixels of the screen
    this.pointers = new Map();
    this.action = null;
    for (const kind of ['pointerdown', 'pointermove', 'pointerup', 'pointercancel']) {
      element.addEventListener(kind, (event) => this[`_${kind}`](event));
    }
    element.addEventListener('wheel', (event) => this.#wheel(event), {passive: false});
    new ResizeObserver(() => this.photo && (this.isFit ? this.fit() : this.draw())).observe(element);
  }

  show(photo) {
    this.photo = photo;
    [this.image.style.width, this.image.style.height] = photo.size.map((length) => `${length}px`);
    this.fit();
  }

  fit() {
    const {clientWidth: w, clientHeight: h} = this.element;
    const [width, height] = this.photo.size;
    const scale = Math.min(w / width, h / height) * 0.96;
    this.view = {x: (w - width * scale) / 2, y: (h - height * scale) / 2, scale};
    this.isFit = true;
    this.draw();
  }

  // Zoom around a position on the stage, by default its centre.
  zoom(factor, x = this.element.clientWidth / 2, y = this.element.clientHeight / 2) {
    const {view} = this;
    const least = Math.min(1, 32 / Math.max(...this.photo.size));
    const scale = Math.min(Math.max(view.scale * factor, least), MAX_ZOOM);
    this.view = {x: x + (view.x - x) * scale / view.scale, y: y + (view.y - y) * scale / view.scale, scale};
    this.isFit = false;
    this.draw();
  }

  pan(dx, dy) {
    this.view.x += dx;
    this.view.y += dy;
    this.isFit = false;
    this.draw();
  }

  // The part of the photo that is seen: x0, y0, x1, y1; null if it is not seen at all.
  visibleBox() {
    const {x, y, scale} = this.view;
    const {clientWidth: w, clientHeight: h} = this.element;
    const [width, height] = this.photo.size;
    const box = [Math.max(-x / scale, 0), Math.max(-y / scale, 0), Math.min((w - x) / scale, width), Math.min((h - y) / scale, height)];
    return box[0] < box[2] && box[1] < box[3] ? box : null;
  }

  // From a position on the stage to the photo, whose integers are centres of pixels, and back.
  toPhoto([x, y]) {
    return [(x - this.view.x) / this.view.scale - 0.5, (y - this.view.y) / this.view.scale - 0.5];
  }

  toStage([x, y]) {
    return [(x + 0.5) * this.view.scale + this.view.x, (y + 0.5) * this.view.scale + this.view.y];
  }

  draw() {
    const {x, y, scale} = this.view;
    const {clientWidth: w, clientHeight: h} = this.element;
    this.image.style.transform = `translate(${x}px, ${y}px) scale(${scale})`;
    this.element.classList.toggle('close', scale > 3);
    this.svg.setAttribute('viewBox', [-x / scale, -y / scale, w / scale, h / scale].join(' '));
    this.svg.replaceChildren(...this.photo.garments.map((garment, i) => this.#group(garment, i)));
  }

  #group(garment, index) {
    const {facts, photo} = this;
    const unit = 1 / this.view.scale;
    const keypoints = Object.fromEntries(
      Object.entries(garment.keypoints).map(([name, [x, y]]) => [name, {x, y, present: true, score: 1}]));
    const group = overlay(facts, {...garment, keypoints, size: photo.size}, 0, unit).firstChild;
    const isCurrent = index === photo.current;
    group.setAttribute('class', isCurrent ? 'current' : 'other');
    for (const dot of group.querySelectorAll('circle')) {
      const name = dot.dataset.keypoint;
      if (!garment.keypoints[name][2]) hollow(dot);
      if (isCurrent && name === photo.selected) dot.setAttribute('r', 8 * unit);
    }
    for (const {garment: place, keypoints: names} of photo.findings) {
      for (const name of place === index ? names : []) if (keypoints[name]) group.append(ring(keypoints[name], unit));
    }
    return group;
  }

  // The key point nearest to a position within reach, of the current garment if it has one.
  #hit(position, reach) {
    const order = [this.photo.current, ...this.photo.garments.keys()];
    for (const garment of order) {
      const near = Object.entries(this.photo.garments[garment].keypoints)
        .map(([name, point]) => ({garment, name, distance: distance(this.toStage(point), position)}))
        .filter((found) => found.distance <= reach);
      // of coincident ones, the selected one can be dragged away
      const rank = (found) => found.distance - (found.name === this.photo.selected ? SAME : 0);
      if (near.length) return near.reduce((best, found) => (rank(found) < rank(best) ? found : best));
    }
    return null;
  }

  _pointerdown(event) {
    if (!this.photo || event.button > 1) return;
    event.preventDefault();
    document.activeElement?.blur();
    this.element.setPointerCapture(event.pointerId);
    const position = this.#position(event);
    this.pointers.set(event.pointerId, position);
    if (this.pointers.size > 1) {
      if (this.action?.hasMoved && this.action.kind === 'drag') this.hand.cancel();
      this.action = {kind: 'pinch'};
      return;
    }
    const hit = event.button === 0 ? this.#hit(position, REACH[event.pointerType] ?? REACH.mouse) : null;
    this.action = {kind: hit ? 'drag' : 'pan', start: position, hasMoved: false, ...hit};
    if (hit) this.action.offset = this.toStage(this.photo.garments[hit.garment].keypoints[hit.name]).map((value, i) => value - position[i]);
    if (event.button === 1) this.action.hasMoved = true; // never a click
  }

  _pointermove(event) {
    const before = this.pointers.get(event.pointerId);
    if (!before || !this.action) return;
    const position = this.#position(event);
    const {action} = this;
    if (action.kind === 'pinch') this.#pinch(event.pointerId, position);
    this.pointers.set(event.pointerId, position);
    if (action.kind === 'pinch' || (!action.hasMoved && distance(position, action.start) < CLICK)) return;
    if (action.kind === 'pan') {
      const from = action.hasMoved ? before : action.start;
      this.pan(position[0] - from[0], position[1] - from[1]);
    } else {
      if (!action.hasMoved) this.hand.select(action.name, action.garment);
      if (!action.hasMoved) this.hand.begin();
      this.hand.move(action.name, this.toPhoto(position.map((value, i) => value + action.offset[i])));
    }
    action.hasMoved = true;
  }

  _pointerup(event) {
    const position = this.pointers.get(event.pointerId);
    if (!position) return;
    this.pointers.delete(event.pointerId);
    const {action} = this;
    // beside another key point, too, a click puts the selected one where it has no position yet
    const isPut = action?.kind === 'pan' || this.photo.isUnplaced;
    if (action && !action.hasMoved && action.kind !== 'pinch') {
      if (isPut) this.hand.click(this.toPhoto(position));
      else this.hand.select(action.name, action.garment);
    }
    if (action?.kind === 'drag' && action.hasMoved) this.hand.end();
    if (action?.kind !== 'pinch' || !this.pointers.size) this.action = null;
  }

  _pointercancel(event) {
    this.pointers.delete(event.pointerId);
    if (this.action?.kind === 'drag' && this.action.hasMoved) this.hand.cancel();
    this.action = null;
  }

  // Two fingers: their distance zooms, their centre pans.
  #pinch(id, position) {
    const fixed = [...this.pointers].find(([other]) => other !== id)?.[1];
    const before = this.pointers.get(id);
    if (!fixed) return;
    const [x, y] = [0, 1].map((i) => (fixed[i] + position[i]) / 2);
    this.pan((position[0] - before[0]) / 2, (position[1] - before[1]) / 2);
    this.zoom(Math.max(distance(fixed, position), 1) / Math.max(distance(fixed, before), 1), x, y);
  }

  #wheel(event) {
    if (!this.photo) return;
    event.preventDefault();
    const lines = event.deltaMode ? 30 : 1;
    this.zoom(Math.exp(-event.deltaY * lines * (event.ctrlKey ? 0.01 : 0.002)), ...this.#position(event));
  }

  #position(event) {
    const {left, top} = this.element.getBoundingClientRect();
    return [event.clientX - left - this.element.clientLeft, event.clientY - top - this.element.clientTop];
  }
}

function hollow(dot) {
  dot.setAttribute('stroke', dot.getAttribute('fill'));
  dot.setAttribute('fill', 'white');
}

function ring({x, y}, unit) {
  return svg('circle', {cx: x, cy: y, r: 11 * unit, fill: 'none', stroke: '#e69f00', 'stroke-width': 3 * unit});
}

function distance([x0, y0], [x1, y1]) {
  return Math.hypot(x1 - x0, y1 - y0);
}
