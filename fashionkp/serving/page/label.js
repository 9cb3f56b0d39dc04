// The page of "fashionkp label": loads a photo, changes its garments, saves them.

import {listen} from './label_keys.js';
import {errorRows, findingRows, garmentButtons, keyRows, keyTitle, photoOptions, pointRows} from './label_panel.js';
import {LabelledPhoto, matching} from './label_photo.js';
import {Queue} from './label_queue.js';
import {get, imageUrl, post, ServerError} from './label_server.js';
import {Stage} from './label_stage.js';
import {html} from './tables.js';

const FIRST = 16; // photos that are predicted before the first one is shown
const POLL_MS = 2000;
const $ = (id) => document.getElementById(id);

const facts = await get('facts');
const queue = new Queue(await get('photos'));
const categories = Object.keys(facts.categories);
let photo = null;
let tasks = Promise.resolve(); // loading and saving, one after another
let checks = 0; // of garments that are being checked

const stage = new Stage($('stage'), facts, {
  select: (name, garment) => {
    Object.assign(photo, {current: garment, selected: name});
    show();
  },
  begin: () => photo.begin(),
  move: (name, position) => {
    photo.place(name, ...position);
    stage.draw();
  },
  end: () => changed(),
  cancel: () => commands.undo(),
  click: (position) => {
    if (!photo.selected) return;
    change(() => {
      photo.place(photo.selected, ...position);
      photo.selectUnplaced();
    });
  },
});

const commands = {
  confirm: () => enqueue(async () => (await save()) && step('next')),
  noGarment: () => markEmpty(),
  next: () => leave('next'),
  previous: () => leave('previous'),
  nextPoint: () => select((photo.step(1), photo.selected)),
  previousPoint: () => select((photo.step(-1), photo.selected)),
  visible: () => setVisibility(1),
  occluded: () => setVisibility(0),
  absent: () => setVisibility(-1),
  mirror: () => change(() => photo.mirror()),
  undo: () => changed(photo.undo()),
  redo: () => changed(photo.redo()),
  zoomIn: () => stage.zoom(1.4),
  zoomOut: () => stage.zoom(1 / 1.4),
  fit: () => stage.fit(),
  nudge: ([dx, dy]) => {
    const point = photo.garment.keypoints[photo.selected];
    if (point) change(() => photo.place(photo.selected, point[0] + dx, point[1] + dy));
    else commands.pan([dx, dy]);
  },
  pan: ([dx, dy]) => stage.pan(-60 * Math.sign(dx), -60 * Math.sign(dy)),
  focusCategory: () => $('category').focus(),
  focusSearch: () => $('search').focus(),
  nextGarment: () => selectGarment((photo.current + 1) % photo.garments.length),
  addGarment: () => (queue.overview.several
    ? change(() => photo.addGarment())
    : say(`${queue.overview.file} holds one garment for each photo: "-o labels.json" holds several`, true)),
  removeGarment: () => change(() => photo.removeGarment()),
  predict: () => enqueue(predictAgain),
  deselect: () => select(null),
  help: () => ($('help').open = !$('help').open),
  theirs: () => enqueue(() => load(photo.id)),
  mine: () => enqueue(async () => {
    photo.version = (await get('photo', {id: photo.id})).version;
    await save();
  }),
};

function enqueue(task) {
  tasks = tasks.then(task).catch((error) => {
    if (!(error instanceof ServerError)) throw error;
    say(error.message, true);
  });
  return tasks;
}

function say(text, isError = false) {
  $('status').className = isError ? 'error' : '';
  $('status').textContent = text;
}

// Change the garments in one step of undo.
function change(edit) {
  photo.begin();
  edit();
  changed();
}

function caption() {
  const {id, labelled, edited, isEmpty, scores} = photo;
  say(`${id}: ${edited ? 'changed, not saved yet' : isEmpty ? 'no garment' : labelled ? 'labelled' : scores ? 'predicted, to be confirmed' : 'not labelled'}`);
}

function changed() {
  photo.isAsked = false;
  caption();
  show();
  check();
}

async function check() {
  const [number, checked] = [++checks, photo];
  await new Promise((resolve) => setTimeout(resolve, 120));
  if (number !== checks || photo !== checked) return;
  const findings = await post('findings', {id: photo.id, garments: photo.content}).catch(() => null);
  if (number !== checks || photo !== checked || !findings) return;
  photo.findings = findings;
  showFindings();
}

// Not the other lists: a click may be under way there.
function showFindings() {
  stage.draw();
  $('findings').replaceChildren(...findingRows(photo.findings));
}

function select(name) {
  photo.selected = name;
  photo.visibility = null;
  caption();
  show();
}

function selectGarment(index) {
  photo.current = index;
  if (!photo.names.includes(photo.selected)) photo.selected = null;
  show();
}

function selectNumber(number) {
  const name = photo?.names.find((point) => facts.keypoints[point].number === number);
  if (name) select(name);
  return Boolean(name);
}

function setVisibility(v) {
  const name = photo.selected;
  if (!name) return say('Select a key point first: click it, or type its number');
  if (v >= 0 && !photo.garment.keypoints[name]) {
    photo.visibility = v;
    return say(`${name} will be ${v ? 'visible' : 'occluded'}: click where it is`);
  }
  change(() => {
    photo.setVisibility(name, v);
    if (v < 0) photo.selectUnplaced();
  });
}

async function setCategory(category) {
  const {garment} = photo;
  const predicted = garment.isNew ? null : await get('prediction', {id: photo.id, category});
  if (garment === photo.garment) change(() => photo.setCategory(category, predicted));
}

async function predictAgain() {
  const box = stage.visibleBox();
  const query = stage.isFit || !box ? {} : {box: box.join()};
  const {garment} = photo;
  const predicted = await get('prediction', {id: photo.id, ...query});
  if (!predicted) return say('Without a model there are no predicted points');
  if (garment === photo.garment) change(() => photo.replaceGarment(predicted));
}

// Confirm that the photo shows no garment, or take that back.
function markEmpty() {
  if (photo.isEmpty) return enqueue(takeBack);
  if ((photo.labelled || photo.edited) && !photo.isAsked) {
    photo.isAsked = true;
    return say(`"No garment" removes the ${photo.labelled ? 'labels' : 'changes'} of ${photo.id}: once more to confirm`);
  }
  photo.clear();
  changed();
  return commands.confirm();
}

async function takeBack() {
  photo.noGarment = false;
  if (await save()) await load(photo.id);
}

// Save what was changed, and go to another photo.
function leave(direction) {
  enqueue(async () => {
    if (!photo?.edited || (await save())) await step(direction);
  });
}

// Returns whether the photo is saved.
async function save() {
  if (!photo) return true;
  const body = photo.record;
  if (!body.garments.length && !body.no_garment && !photo.labelled) return true;
  try {
    const {version, labelled, findings} = await post('save', body);
    Object.assign(photo, {version, labelled, findings, edited: false});
    Object.assign(queue.entry(photo.id), {labelled, no_garment: body.no_garment});
    $('conflict').hidden = true;
    show();
    showOverview();
    say(`${photo.id} is saved`);
    return true;
  } catch (error) {
    if (error.status !== 409) throw error;
    $('conflict').hidden = false;
    say(error.message, true);
    return false;
  }
}

// Go to the next or the previous photo that can be read.
async function step(direction) {
  for (;;) {
    const id = queue[direction];
    if (id === undefined) return say(direction === 'next' ? `${queue.labelled} of ${queue.overview.photos.length} photos are labelled; this is the last one` : 'This is the first photo');
    try {
      return await load(id);
    } catch (error) {
      if (!(error instanceof ServerError) || !error.status) throw error;
      queue.overview.errors[id] = error.message;
      showOverview();
    }
  }
}

async function load(id) {
  queue.visit(id);
  const content = await get('photo', {id});
  $('image').src = imageUrl(id);
  await $('image').decode().catch(() => {
    throw new ServerError(422, `${id}: the browser cannot show this image`);
  });
  photo = new LabelledPhoto(facts, content, photo?.garment.category ?? categories[0]);
  $('conflict').hidden = true;
  stage.show(photo);
  show();
  showOverview();
  caption();
}

function show() {
  showFindings();
  $('category').value = photo.garment.category;
  $('points').replaceChildren(...pointRows(photo, select));
  $('garments').replaceChildren(...garmentButtons(photo, selectGarment));
  $('garments').hidden = photo.garments.length < 2;
}

let listed = ''; // the photos as they are listed

function showOverview() {
  const {photos, errors, finding, file, predicting} = queue.overview;
  const empty = photos.filter((entry) => entry.no_garment).length;
  $('progress').textContent = [`${queue.labelled} of ${photos.length} labelled`, ...(empty ? [`${empty} without a garment`] : []), ...(predicting ? [`${queue.known} predicted`] : [])].join(', ');
  $('bar').value = queue.labelled / photos.length;
  $('file').textContent = finding ? `${file}, ${finding}` : file;
  const options = photoOptions(queue.overview, queue.order);
  const text = options.map((option) => option.text).join('\n');
  if (text !== listed) $('photos').replaceChildren(...options);
  listed = text;
  $('photos').value = photo?.id ?? '';
  const rows = errorRows(errors);
  $('errors').hidden = !rows.length;
  $('errors').querySelector('summary').textContent = `${rows.length} cannot be read`;
  $('errors').querySelector('ul').replaceChildren(...rows);
}

async function poll() {
  const known = new Map(queue.overview.photos.map((entry) => [entry.id, entry]));
  const overview = await get('photos').catch(() => null);
  if (!overview) return;
  for (const entry of overview.photos) {
    const {labelled, no_garment} = known.get(entry.id) ?? {};
    if (labelled) Object.assign(entry, {labelled, no_garment});
  }
  queue.overview = overview;
  showOverview();
}

async function start() {
  while (queue.overview.predicting && queue.known < Math.min(FIRST, queue.overview.photos.length)) {
    say(`Predicting the first photos: ${queue.known}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await poll();
  }
  await enqueue(() => step('next'));
  setInterval(() => queue.overview.predicting && poll(), POLL_MS);
}

$('category').append(...categories.map((name) => html('option', {value: name}, name)));
$('category').addEventListener('change', () => {
  $('category').blur();
  enqueue(() => setCategory($('category').value));
});
$('photos').addEventListener('change', () => {
  const id = $('photos').value;
  $('photos').blur();
  enqueue(async () => (!photo?.edited || (await save())) && load(id));
});
$('search').addEventListener('input', () => select(matching(photo.names, $('search').value) ?? photo.selected));
$('search').addEventListener('keydown', ({key}) => {
  if (key !== 'Enter' && key !== 'Escape') return;
  $('search').value = '';
  $('search').blur();
});
for (const button of document.querySelectorAll('[data-command]')) {
  button.title ||= keyTitle(button.dataset.command);
  button.addEventListener('click', () => {
    button.blur(); // so that keys are commands again
    if (photo) commands[button.dataset.command]();
  });
}
addEventListener('pagehide', () => {
  if (photo?.edited) post('save', photo.record, {keepalive: true}).catch(() => null);
});
$('help').querySelector('tbody').append(...keyRows());
listen(new Proxy(commands, {get: (all, name) => (photo ? all[name] : () => null)}), selectNumber);
start();
