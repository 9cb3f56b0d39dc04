// A photo goes to the server; what comes back is drawn over it and listed beside it.

import {overlay} from './drawing.js';
import {saveJson, saveImage} from './saving.js';
import {categoryBars, html, lengthRows, pointRows} from './tables.js';

const $ = (id) => document.getElementById(id);
const facts = await (await fetch('facts')).json();
let file = null;
let answer = null;
let asking = new AbortController();

function say(text, bad = false) {
  $('status').textContent = text;
  $('status').className = bad ? 'bad' : '';
}

// Show a photo and ask about it.
async function take(chosen) {
  if (!chosen) return;
  if (chosen.size > facts.limits.bytes) {
    say(`${chosen.name} is too large: expected at most ${facts.limits.bytes / 1e6} MB`, true);
    return;
  }
  file = chosen;
  $('category').value = '';
  await ask();
}

// Ask about the photo; a new question makes an older one pointless.
async function ask() {
  if (!file) return;
  asking.abort();
  const mine = asking = new AbortController();
  say(`Looking at ${file.name} ...`);
  $('figure').classList.add('old');
  try {
    const body = new FormData();
    body.append('file', file);
    const response = await fetch(`predict?${query()}`, {method: 'POST', body, signal: mine.signal});
    const told = await response.json();
    if (!response.ok) throw new Error(told.detail);
    await display(told);
  } catch (error) {
    if (mine.signal.aborted) return;
    answer = null;
    $('answer').hidden = $('figure').hidden = true;
    say(error instanceof TypeError ? 'The server does not answer' : error.message, true);
  }
}

function query() {
  const words = new URLSearchParams();
  if ($('category').value) words.set('category', $('category').value);
  if ($('reference').value && $('cm').valueAsNumber > 0) {
    words.set('reference', `${$('reference').value}=${$('cm').valueAsNumber}`);
  }
  return words;
}

async function display(told) {
  const image = $('image');
  URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(file);
  await image.decode();
  image.classList.toggle('small', image.naturalWidth < 420);
  answer = told;
  $('figure').hidden = $('answer').hidden = false;
  $('figure').classList.remove('old');
  offerReferences();
  $('categories').replaceChildren(...categoryBars(answer));
  draw();
  say(`${file.name}: ${answer.category}, ${(100 * answer.category_score).toFixed(0)} %`);
}

// The lengths of this category, with the one that was chosen where it has that.
function offerReferences() {
  const chosen = $('reference').value;
  const [none] = $('reference').options;
  const names = Object.keys(facts.categories[answer.category].measurements);
  $('reference').replaceChildren(none, ...names.map((name) => html('option', {value: name}, name)));
  $('reference').value = names.includes(chosen) ? chosen : '';
}

function threshold() {
  return $('threshold').valueAsNumber;
}

// What depends on the threshold and on the size of the image on the screen.
function draw() {
  $('least').textContent = threshold().toFixed(2);
  const width = $('image').clientWidth;
  if (!answer || !width) return;
  $('figure').querySelector('svg')?.remove();
  $('figure').append(overlay(facts, answer, threshold(), answer.size[0] / width));
  $('points').tBodies[0].replaceChildren(...pointRows(facts, answer, threshold()));
  $('lengths').tBodies[0].replaceChildren(...lengthRows(facts, answer, threshold()));
}

function baseName() {
  return file.name.replace(/\.[^.]*$/, '') || 'photo';
}

const {name, ne} = facts.model;
$('model').textContent = ne === null ? name : `${name}, normalized error ${ne} %`;
$('file').accept = facts.limits.formats.map((format) => `image/${format.toLowerCase()}`).join();
$('category').append(...Object.keys(facts.categories).map((one) => html('option', {value: one}, one)));

$('file').addEventListener('change', () => take($('file').files[0]));
$('file').addEventListener('click', () => { $('file').value = ''; }); // so that the same file may be chosen again
for (const kind of ['dragover', 'dragleave', 'drop']) {
  addEventListener(kind, (event) => {
    event.preventDefault();
    $('drop').classList.toggle('over', kind === 'dragover');
    if (kind === 'drop') take(event.dataTransfer.files[0]);
  });
}
addEventListener('paste', (event) => take(event.clipboardData.files[0]));
$('category').addEventListener('change', ask);
$('reference').addEventListener('change', ask);
$('cm').addEventListener('change', ask);
$('threshold').addEventListener('input', draw);
$('save-json').addEventListener('click', () => saveJson(answer, baseName()));
$('save-picture').addEventListener('click', () => saveImage($('image'), facts, answer, threshold(), baseName()));
new ResizeObserver(draw).observe($('image'));
draw();
