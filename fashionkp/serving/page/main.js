// The page: sends a photo to the server, draws the prediction over it and lists it beside it.

import {saveImage, saveJson} from './downloads.js';
import {overlay} from './drawing.js';
import {categoryBars, html, keypointRows, lengthRows} from './tables.js';

const $ = (id) => document.getElementById(id);
const facts = await (await fetch('facts')).json();
let file = null;
let prediction = null;
let pending = new AbortController();

function showStatus(text, isError = false) {
  $('status').textContent = text;
  $('status').className = isError ? 'error' : '';
}

async function chooseFile(chosen) {
  if (!chosen) return;
  if (chosen.size > facts.limits.bytes) {
    showStatus(`${chosen.name} is too large: expected at most ${facts.limits.bytes / 1e6} MB`, true);
    return;
  }
  file = chosen;
  $('category').value = '';
  await predict();
}

// Request a prediction; a request that is still pending is aborted.
async function predict() {
  if (!file) return;
  pending.abort();
  const request = pending = new AbortController();
  showStatus(`Predicting ${file.name} ...`);
  $('figure').classList.add('outdated');
  try {
    const body = new FormData();
    body.append('file', file);
    const response = await fetch(`predict?${query()}`, {method: 'POST', body, signal: request.signal});
    const content = await response.json();
    if (!response.ok) throw new Error(content.detail);
    await display(content);
  } catch (error) {
    if (request.signal.aborted) return;
    prediction = null;
    $('prediction').hidden = $('figure').hidden = true;
    showStatus(error instanceof TypeError ? 'The server does not respond' : error.message, true);
  }
}

function query() {
  const parameters = new URLSearchParams();
  if ($('category').value) parameters.set('category', $('category').value);
  if ($('reference').value && $('cm').valueAsNumber > 0) {
    parameters.set('reference', `${$('reference').value}=${$('cm').valueAsNumber}`);
  }
  return parameters;
}

async function display(content) {
  const image = $('image');
  URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  await image.decode();
  image.classList.toggle('small', image.naturalWidth < 420);
  prediction = content;
  $('figure').hidden = $('prediction').hidden = false;
  $('figure').classList.remove('outdated');
  listReferences();
  $('categories').replaceChildren(...categoryBars(prediction));
  draw();
  showStatus(`${file.name}: ${prediction.category}, ${(100 * prediction.category_score).toFixed(0)} %`);
}

// Offer the lengths of this category; the chosen one stays if the category has it.
function listReferences() {
  const chosen = $('reference').value;
  const [none] = $('reference').options;
  const names = Object.keys(facts.categories[prediction.category].measurements);
  $('reference').replaceChildren(none, ...names.map((name) => html('option', {value: name}, name)));
  $('reference').value = names.includes(chosen) ? chosen : '';
}

function threshold() {
  return $('threshold').valueAsNumber;
}

// Draw what depends on the threshold or on the size of the image on the screen.
function draw() {
  $('minimum').textContent = threshold().toFixed(2);
  const width = $('image').clientWidth;
  if (!prediction || !width) return;
  $('figure').querySelector('svg')?.remove();
  $('figure').append(overlay(facts, prediction, threshold(), prediction.size[0] / width));
  $('keypoints').tBodies[0].replaceChildren(...keypointRows(facts, prediction, threshold()));
  $('lengths').tBodies[0].replaceChildren(...lengthRows(facts, prediction, threshold()));
}

function baseName() {
  return file.name.replace(/\.[^.]*$/, '') || 'photo';
}

const {name, ne} = facts.model;
$('model').textContent = ne === null ? name : `${name}, normalized error ${ne} %`;
$('file').accept = facts.limits.formats.map((format) => `image/${format.toLowerCase()}`).join();
$('category').append(...Object.keys(facts.categories).map((category) => html('option', {value: category}, category)));

$('file').addEventListener('change', () => chooseFile($('file').files[0]));
$('file').addEventListener('click', () => { $('file').value = ''; }); // so that the same file can be chosen again
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    $('drop').classList.toggle('over', kind === 'dragover');
    if (kind === 'drop') chooseFile(event.dataTransfer.files[0]);
  });
}
addEventListener('paste', (event) => chooseFile(event.clipboardData.files[0]));
$('category').addEventListener('change', predict);
$('reference').addEventListener('change', predict);
$('cm').addEventListener('change', predict);
$('threshold').addEventListener('input', draw);
$('save-json').addEventListener('click', () => saveJson(prediction, baseName()));
$('save-image').addEventListener('click', () => {
  saveImage({image: $('image'), facts, prediction, threshold: threshold(), name: baseName()});
});
new ResizeObserver(draw).observe($('image'));
draw();
