// Files to save: predictions as the page shows them, and the image as it is drawn on the page.

import {LEGEND_WIDTH, legend, legendHeight, overlay, svg} from './drawing.js';

// The long side of a saved image, pixels: small images are enlarged so that the numbers are legible,
// large ones reduced to what every browser's canvas supports.
const MIN_SIDE = 800;
const MAX_SIDE = 2400;

export function saveJson(value, name) {
  const content = JSON.stringify(value, null, 2) + '\n';
  save(new Blob([content], {type: 'application/json'}), `${name}.json`);
}

// One object a line, which "fashionkp measure" and fashionkp.read_predictions read.
export function saveJsonLines(values, name) {
  const content = values.map((value) => `${JSON.stringify(value)}\n`).join('');
  save(new Blob([content], {type: 'application/jsonl'}), `${name}.jsonl`);
}

export async function saveImage({image, facts, prediction, threshold, name}) {
  const [width, height] = prediction.size;
  const longSide = Math.max(width, height);
  const scale = Math.min(Math.max(1, MIN_SIDE / longSide), MAX_SIDE / longSide);
  const zoom = longSide * scale / MIN_SIDE; // of dots, numbers and legend
  const [w, h] = [width * scale, height * scale];
  const size = {
    width: Math.round(w + LEGEND_WIDTH * zoom),
    height: Math.round(Math.max(h, legendHeight(prediction) * zoom)),
  };
  const canvas = Object.assign(document.createElement('canvas'), size);
  const context = canvas.getContext('2d');
  context.fillStyle = 'white';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, w, h);
  const points = overlay(facts, prediction, threshold, zoom / scale);
  for (const [key, value] of Object.entries({width: w, height: h})) points.setAttribute(key, value);
  const names = legend(facts, prediction, threshold);
  names.setAttribute('transform', `translate(${w} 0) scale(${zoom})`);
  const drawing = svg('svg', {xmlns: 'http://www.w3.org/2000/svg', ...size}, points, names);
  context.drawImage(await rasterize(drawing), 0, 0);
  await saveCanvas(canvas, `${name}_points`);
}

export async function saveCanvas(canvas, name) {
  save(await new Promise((resolve) => canvas.toBlob(resolve, 'image/png')), `${name}.png`);
}

async function rasterize(drawing) {
  const text = new XMLSerializer().serializeToString(drawing);
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
