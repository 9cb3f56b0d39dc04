// Files for the user: what the server told, and the image as it is drawn on the page.

import {LEGEND_WIDTH, element, legend, legendHeight, overlay} from './drawing.js';

// Smaller images are enlarged so that numbers are legible, larger ones made a size that every
// browser's canvas takes.
const LEAST_SIDE = 800;
const MOST_SIDE = 2400;

export function saveJson(answer, name) {
  const content = JSON.stringify(answer, null, 2) + '\n';
  save(new Blob([content], {type: 'application/json'}), `${name}.json`);
}

export async function saveImage(image, facts, answer, threshold, name) {
  const [width, height] = answer.size;
  const long = Math.max(width, height);
  const scale = Math.min(Math.max(1, LEAST_SIDE / long), MOST_SIDE / long);
  const zoom = long * scale / LEAST_SIDE; // of everything that is drawn
  const [w, h] = [width * scale, height * scale];
  const size = {
    width: Math.round(w + LEGEND_WIDTH * zoom),
    height: Math.round(Math.max(h, legendHeight(answer) * zoom)),
  };
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, w, h);
  const points = overlay(facts, answer, threshold, zoom / scale);
  for (const [key, value] of Object.entries({width: w, height: h})) points.setAttribute(key, value);
  const names = legend(facts, answer, threshold);
  names.setAttribute('transform', `translate(${w} 0) scale(${zoom})`);
  const drawn = element('svg', {xmlns: 'http://www.w3.org/2000/svg', ...size}, points, names);
  context.drawImage(await rendered(drawn), 0, 0);
  save(await new Promise((done) => canvas.toBlob(done, 'image/png')), `${name}_points.png`);
}

async function rendered(svg) {
  const text = new XMLSerializer().serializeToString(svg);
  const url = URL.createObjectURL(new Blob([text], {type: 'image/svg+xml'}));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(url);
  }
}

function save(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}
