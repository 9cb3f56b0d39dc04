// The garments of the photo that is labelled, and their history.

const VISIBLE = 1;

export class LabelledPhoto {
  // `content` is a response of label/photo, `category` that of a photo without any garment.
  constructor(facts, content, category) {
    this.facts = facts;
    this.category = category;
    Object.assign(this, {id: content.id, size: content.size, scores: content.scores});
    Object.assign(this, {version: content.version, findings: content.findings, labelled: content.labelled});
    this.noGarment = content.no_garment; // as long as no key point is placed
    this.garments = content.garments.map((garment) => ({...garment, isNew: false}));
    if (!this.garments.length) this.garments.push(this.#empty(category));
    this.current = 0; // index of the garment
    this.selected = content.garments.length || this.noGarment ? null : this.names[0]; // name of a key point
    this.visibility = null; // of the selected key point once it gets a position
    this.edited = false;
    this.past = [];
    this.future = [];
  }

  get garment() {
    return this.garments[this.current];
  }

  get names() {
    return this.facts.categories[this.garment.category].keypoints;
  }

  // Whether a key point is selected that has no position.
  get isUnplaced() {
    return this.selected !== null && !this.garment.keypoints[this.selected];
  }

  // As label/findings takes them; a new garment without key points is left out.
  get content() {
    return this.garments
      .filter(({isNew, keypoints}) => !isNew || Object.keys(keypoints).length)
      .map(({category, keypoints}) => ({category, keypoints}));
  }

  // Whether it is marked as a photo without a garment.
  get isEmpty() {
    return this.noGarment && !this.content.length;
  }

  // As label/save takes it.
  get record() {
    return {id: this.id, garments: this.content, version: this.version, no_garment: this.isEmpty};
  }

  // Mark it as a photo without a garment.
  clear() {
    this.begin();
    Object.assign(this, {garments: [this.#empty(this.category)], current: 0, selected: null, noGarment: true});
  }

  // Remember the state before a change, for undo.
  begin() {
    this.past.push(this.#state());
    this.future = [];
    this.edited = true;
  }

  undo(from = this.past, to = this.future) {
    if (!from.length) return;
    to.push(this.#state());
    Object.assign(this, JSON.parse(from.pop()), {edited: true});
  }

  redo() {
    this.undo(this.future, this.past);
  }

  // Put a key point into a whole pixel inside of the photo.
  place(name, x, y) {
    const [column, row] = [x, y].map((value, i) => Math.min(Math.max(Math.round(value), 0), this.size[i] - 1));
    const [, , v] = this.garment.keypoints[name] ?? [0, 0, this.visibility ?? VISIBLE];
    this.garment.keypoints[name] = [column, row, v];
    this.visibility = null;
    this.#touch(name);
  }

  // `v` is 1 visible, 0 occluded, -1 absent; an absent key point has to be placed first.
  setVisibility(name, v) {
    const point = this.garment.keypoints[name];
    if (v < 0) delete this.garment.keypoints[name];
    else if (point) point[2] = v;
    this.#touch(name);
  }

  // Exchange left and right.
  mirror() {
    const {keypoints} = this.garment;
    this.garment.keypoints = Object.fromEntries(Object.entries(keypoints).map(([name, point]) => [mirrored(name), point]));
    if (this.selected) this.selected = mirrored(this.selected);
  }

  // Points that were touched by hand stay; the others are predicted, or stay without a prediction.
  setCategory(category, predicted) {
    const {keypoints, touched = []} = this.garment;
    const names = this.facts.categories[category].keypoints;
    const kept = Object.entries(keypoints).filter(([name]) => names.includes(name) && (!predicted || touched.includes(name)));
    this.garment.category = category;
    this.garment.keypoints = {...predicted?.keypoints, ...Object.fromEntries(kept)};
    const isEmpty = !Object.keys(this.garment.keypoints).length;
    if (!names.includes(this.selected)) this.selected = isEmpty ? names[0] : null;
  }

  replaceGarment(garment) {
    this.garments[this.current] = {...garment, isNew: this.garment.isNew};
    if (!this.names.includes(this.selected)) this.selected = null;
  }

  addGarment() {
    this.garments.push(this.#empty(this.garment.category));
    this.current = this.garments.length - 1;
    this.selected = this.names[0];
  }

  removeGarment() {
    this.garments.splice(this.current, 1);
    if (!this.garments.length) this.garments.push(this.#empty(this.category));
    this.current = Math.max(this.current - 1, 0);
    this.selected = null;
  }

  // Select the key point before or after the selected one.
  step(count) {
    const {names} = this;
    const index = this.selected ? names.indexOf(this.selected) + count : count > 0 ? 0 : -1;
    this.selected = names.at(index % names.length);
  }

  // Select the next key point without a position; none after the last one.
  selectUnplaced() {
    const rest = this.names.slice(this.names.indexOf(this.selected) + 1);
    this.selected = rest.find((name) => !this.garment.keypoints[name]) ?? this.selected;
  }

  #touch(name) {
    this.garment.touched = [...new Set([...this.garment.touched ?? [], name])];
  }

  #empty(category) {
    return {category, keypoints: {}, isNew: true};
  }

  #state() {
    return JSON.stringify({garments: this.garments, current: this.current, selected: this.selected, noGarment: this.noGarment});
  }
}

export function mirrored(name) {
  const swap = {left: 'right', right: 'left'};
  return name.split('_').map((part) => swap[part] ?? part).join('_');
}

// The first name whose words begin with all of the typed ones, such as "cu l o" for cuff_left_out.
export function matching(names, typed) {
  const parts = typed.toLowerCase().split(/[\s_]+/).filter(Boolean);
  return parts.length ? names.find((name) => parts.every((part) => name.split('_').some((word) => word.startsWith(part)))) : undefined;
}
