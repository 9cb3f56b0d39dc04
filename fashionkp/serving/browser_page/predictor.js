// Predictions in the browser: a worker decodes a photo and runs the exported model. No request
// leaves for another host; photos leave the page for nowhere.

export const facts = await (await fetch(new URL('../facts.json', import.meta.url))).json();
export const hasApi = false;

// What runs the model, for the reader; a live binding, which changes when the model is loaded and
// after each photo.
export let runtime = 'Loading the model ...';

const worker = new Worker(new URL('worker.js', import.meta.url), {type: 'module'});
const waiting = new Map(); // resolve and reject of each request, by its id
let lastId = 0;
let turn = Promise.resolve(); // of the photo that was added last
let broken = null; // why nothing can be predicted

worker.addEventListener('message', ({data: {id, result, error}}) => {
  const {resolve, reject} = waiting.get(id);
  waiting.delete(id);
  if (error === undefined) resolve(result);
  else reject(new Error(error));
});
worker.addEventListener('error', (event) => {
  broken = new Error(`The model cannot be run: ${event.message || 'a script cannot be loaded in this browser'}`);
  for (const {reject} of waiting.values()) reject(broken);
  waiting.clear();
});

function request(content) {
  if (broken) return Promise.reject(broken);
  const id = lastId += 1;
  return new Promise((resolve, reject) => {
    waiting.set(id, {resolve, reject});
    worker.postMessage({id, ...content});
  });
}

const parameters = new URLSearchParams(location.search);
const options = {device: parameters.get('device'), threads: parameters.get('threads')};

// Resolves once the model is loaded, or cannot be.
export const ready = request({facts, options}).then(
  (description) => runtime = description,
  (error) => {
    broken ??= error;
    runtime = broken.message;
  },
);

// The prediction of a photo, after those that were requested before; `category` may be empty.
export function predict(file, category, signal) {
  const prediction = turn.then(async () => {
    await ready;
    signal.throwIfAborted();
    const {prediction, description} = await request({file, category});
    runtime = description;
    return prediction;
  });
  turn = prediction.catch(() => {});
  return prediction;
}
