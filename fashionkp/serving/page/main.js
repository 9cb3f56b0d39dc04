// The page: has photos predicted, draws a prediction over its photo and lists it beside it.

import {saveCanvas, saveImage, saveJson, saveJsonLines} from './downloads.js';
import {overlay} from './drawing.js';
import {ALIGNED, drawFrame, framesOf} from './frames.js';
import {shownLengths} from './lengths.js';
import {Photo, failureRows, photoButtons} from './photos.js';
import {facts, hasApi, ready, runtime} from './predictor.js';
import {attributeRows, categoryBars, html, keypointRows, lengthRows} from './tables.js';

const $ = (id) => document.getElementById(id);
const photos = [];
let current = null; // the photo that is shown

async function add(files) {
  const added = [...files].map((file) => new Photo(file));
  if (!added.length) return;
  photos.push(...added);
  select(added[0]);
  for (const photo of added) await predict(photo);
}

function select(photo) {
  current = photo;
  $('category').value = photo.category;
  $('cm').value = photo.reference.cm;
  show();
}

async function predict(photo) {
  const prediction = photo.predict();
  show();
  await prediction;
  show();
}

// Show the current photo: its prediction, or why there is none.
async function show() {
  const photo = current;
  $('runtime').textContent = runtime;
  if (!photo) {
    $('status').textContent = ''; // has started
    return;
  }
  showBatch();
  $('photos').hidden = $('save-all').hidden = photos.length < 2;
  $('photos').replaceChildren(...photoButtons(photos, photo, select));
  $('save-all').disabled = !photos.some(({isReady}) => isReady);
  for (const name of ['save-json', 'save-image']) $(name).disabled = !photo.isReady;
  for (const name of ['figure', 'garment']) $(name).classList.toggle('outdated', !photo.isReady);
  const isShown = photo.prediction !== null && (await showImage(photo));
  if (photo !== current) return;
  $('status').className = photo.error ? 'error' : '';
  $('status').textContent = photo.status;
  // What was shown before stays until there is a prediction or an error.
  if (photo.prediction || photo.error) $('prediction').hidden = $('figure').hidden = !isShown;
  if (!isShown) {
    if (photo.error) $('garment').hidden = $('frames').hidden = true;
    return;
  }
  $('uncertain').hidden = photo.category !== '' || photo.prediction.category_score >= 0.5;
  listReferences();
  $('categories').replaceChildren(...categoryBars(photo.prediction));
  listFrames();
  showGarment();
  draw();
}

// How many of the photos are done, and which ones failed.
function showBatch() {
  const done = photos.filter((photo) => photo.isDone).length;
  $('progress').parentElement.hidden = photos.length < 2 || done === photos.length;
  $('progress').value = done / photos.length;
  $('done').textContent = `${done} of ${photos.length} photos`;
  const failures = failureRows(photos);
  $('failures').hidden = photos.length < 2 || !failures.length;
  $('failures').querySelector('summary').textContent = `Without a prediction: ${failures.length}`;
  $('failures').querySelector('ul').replaceChildren(...failures);
}

async function showImage(photo) {
  const image = $('image');
  image.alt = photo.status;
  if (image.src !== photo.url) image.src = photo.url;
  try {
    await image.decode();
  } catch {
    if (photo === current) photo.error = `${photo.file.name}: the browser cannot show this image`;
    return false;
  }
  image.classList.toggle('small', image.naturalWidth < 420);
  return true;
}

// Offer the lengths of this category; the chosen one stays if the category has it.
function listReferences() {
  const [none] = $('reference').options;
  const names = Object.keys(facts.categories[current.prediction.category].measurements);
  $('reference').replaceChildren(none, ...names.map((name) => html('option', {value: name}, name)));
  $('reference').value = names.includes(current.reference.name) ? current.reference.name : '';
}

// Offer the aligned image and the parts of this garment; the choice stays if it has it.
function listFrames() {
  const frames = framesOf(current.prediction);
  const [none] = $('frame').options;
  const chosen = $('frame').value;
  const options = Object.entries(frames).map(([name, {reason}]) =>
    html('option', {value: name, disabled: reason !== null}, reason === null ? name : `${name} (${reason})`));
  $('frame').replaceChildren(none, ...options);
  $('frame').value = frames[chosen]?.reason === null ? chosen : '';
  $('frames').hidden = !options.length; // only the server aligns and crops
}

// Draw the aligned image or the part that is chosen beside the photo.
function showGarment() {
  const name = $('frame').value;
  $('garment').hidden = !name;
  $('save-garment').disabled = !name || !current.isReady;
  if (!name) return;
  $('garment-image').ariaLabel = name;
  drawFrame($('garment-image'), $('image'), current.prediction.size, framesOf(current.prediction)[name]);
}

function saveGarment() {
  const name = $('frame').value;
  saveCanvas($('garment-image'), `${current.name}_${name === ALIGNED ? 'aligned' : name}`);
}

function threshold() {
  return $('threshold').valueAsNumber;
}

function lengths(photo) {
  const {name, cm} = photo.reference;
  const reference = name && cm ? {name, cm: Number(cm)} : null;
  return shownLengths(facts, photo.prediction, reference, threshold());
}

// The prediction as it is shown.
function shownPrediction(photo) {
  const {margins_per_cm, ...prediction} = photo.prediction; // those of the known length are enough
  const shown = {...prediction, measurements: lengths(photo)};
  return threshold() ? {...shown, minimum_score: threshold()} : shown;
}

// Draw what depends on the threshold, the known length or the size of the image on the screen.
function draw() {
  $('minimum').textContent = threshold().toFixed(2);
  const width = $('image').clientWidth;
  const prediction = current?.prediction;
  if (!prediction || !width) return;
  $('figure').querySelector('svg')?.remove();
  $('figure').append(overlay(facts, prediction, threshold(), prediction.size[0] / width));
  $('keypoints').tBodies[0].replaceChildren(...keypointRows(facts, prediction, threshold()));
  $('lengths').tBodies[0].replaceChildren(...lengthRows(lengths(current)));
  // only the server recognizes attributes
  $('attributes').parentElement.hidden = !prediction.attributes;
  $('attributes').tBodies[0].replaceChildren(...attributeRows(prediction.attributes ?? {}));
}

function setReference() {
  current.reference = {name: $('reference').value, cm: $('cm').checkValidity() ? $('cm').value : ''};
  draw();
}

function setCategory() {
  current.category = $('category').value;
  predict(current);
}

const {name, ne, measured_on: images} = facts.model;
$('model').textContent = ne === null ? name : `${name}, normalized error ${ne} % on ${images}`;
$('category').append(...Object.keys(facts.categories).map((category) => html('option', {value: category}, category)));

$('file').addEventListener('change', () => {
  const files = [...$('file').files];
  $('file').value = ''; // so that the same file can be chosen again
  add(files);
});
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    $('drop').classList.toggle('over', kind === 'dragover');
    if (kind === 'drop') add(event.dataTransfer.files);
  });
}
addEventListener('paste', (event) => add(event.clipboardData.files));
$('category').addEventListener('change', setCategory);
$('reference').addEventListener('change', setReference);
for (const kind of ['input', 'change']) $('cm').addEventListener(kind, setReference);
$('threshold').addEventListener('input', draw);
$('frame').addEventListener('change', showGarment);
$('save-garment').addEventListener('click', saveGarment);
$('save-json').addEventListener('click', () => saveJson(shownPrediction(current), current.name));
$('save-all').addEventListener('click', () => saveJsonLines(photos.filter((photo) => photo.isReady).map(shownPrediction), 'photos'));
$('save-image').addEventListener('click', () => {
  saveImage({image: $('image'), facts, prediction: current.prediction, threshold: threshold(), name: current.name});
});
new ResizeObserver(draw).observe($('image'));
draw();
show();
ready.finally(show);
$('api').hidden = !hasApi;
$('file').accept = facts.limits.formats.map((format) => `image/${format.toLowerCase()}`).join();
