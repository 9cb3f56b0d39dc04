// The exported model, run by onnxruntime-web in WebAssembly.

const RUNTIME = new URL('../onnxruntime/', import.meta.url).href;
const BINARY = `${RUNTIME}ort-wasm-simd-threaded`;
const MAX_THREADS = 8;

// `threads` of the page's address is a number, or null for one on each core.
export async function loadNetwork(url, model, {threads}) {
  const ort = await import(`${RUNTIME}ort.wasm.min.js`);
  ort.env.wasm.wasmPaths = {mjs: `${BINARY}.js`, wasm: `${BINARY}.wasm`};
  // threads share memory, which browsers allow to pages that two headers isolate
  const most = self.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency ?? 1, MAX_THREADS) : 1;
  const count = ort.env.wasm.numThreads = Math.min(most, Number(threads) || most);
  const session = await ort.InferenceSession.create(await download(url));
  return new Network(ort, model, session, `WebAssembly, ${count} thread${count > 1 ? 's' : ''}`);
}

async function download(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: the server responds ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

class Network {
  #ort;
  #model;
  #session;

  // `description` says what runs it.
  constructor(ort, model, session, description) {
    [this.#ort, this.#model, this.#session] = [ort, model, session];
    this.description = description;
  }

  // Outputs by name for the pixels of an input, BGR.
  async run(pixels) {
    const [width, height] = this.#model.input_size;
    const images = new this.#ort.Tensor('uint8', pixels, [1, height, width, 3]);
    const tensors = await this.#session.run({images});
    return Object.fromEntries(this.#model.outputs.map((name) => [name, Array.from(tensors[name].data)]));
  }
}
