// Decodes photos and runs the model, beside the page's own thread.

import {requireComplete} from './complete_file.js';
import {inputCrop} from './input_crop.js';
import {loadNetwork} from './network.js';
import {predictionOf} from './prediction.js';

let facts, network;

addEventListener('message', async ({data: {id, ...request}}) => {
  try {
    postMessage({id, result: request.facts ? await load(request) : await predict(request)});
  } catch (error) {
    postMessage({id, error: error.message ?? String(error)});
  }
});

async function load({facts: given, options}) {
  facts = given;
  network = await loadNetwork(new URL(`../${facts.model.file}`, import.meta.url).href, facts.model, options);
  return network.description;
}

async function predict({file, category}) {
  const start = performance.now();
  const bitmap = await decode(file);
  const {width, height} = bitmap;
  let crop;
  try {
    crop = inputCrop(bitmap, facts.model.input_size, facts.model.unbiased);
  } finally {
    bitmap.close();
  }
  const outputs = await network.run(crop.pixels);
  const prediction = predictionOf(facts, outputs, crop, {image: file.name, size: [width, height], category});
  const ms = performance.now() - start;
  return {prediction, description: `${network.description}, ${ms.toFixed(0)} ms for the last photo`};
}

// As fashionkp/images reads it: upright, without colour management.
async function decode(file) {
  requireComplete(new Uint8Array(await file.arrayBuffer()), file.name);
  try {
    return await createImageBitmap(file, {imageOrientation: 'from-image', colorSpaceConversion: 'none', premultiplyAlpha: 'none'});
  } catch {
    throw new Error(`${file.name}: not an image that this browser reads: expected one of ${facts.limits.formats.join(', ')}`);
  }
}
