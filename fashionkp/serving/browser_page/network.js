// The exported model, run by onnxruntime-web: on the GPU where the browser has WebGPU, otherwise in
// WebAssembly, on several threads where the browser allows them.

const RUNTIME = new URL('../onnxruntime/', import.meta.url).href;
const FILES = { // script and binary
  webgpu: ['ort.webgpu.min.js', 'ort-wasm-simd-threaded.asyncify'],
  wasm: ['ort.wasm.min.js', 'ort-wasm-simd-threaded'],
};
const MAX_THREADS = 8;

// How far a GPU may be from the processor: some points have two likely positions.
const MAX_SHIFT = 0.5; // pixels of the input
const MAX_SHIFTED = 0.1; // share of the points

// `device` of the page's address is webgpu, wasm, or null for the better one; `threads` a number,
// or null for one on each core.
export async function loadNetwork(url, model, {device, threads}) {
  if (![null, 'webgpu', 'wasm'].includes(device)) throw new Error(`device=${device}: expected webgpu or wasm`);
  let note = '';
  if (device !== 'wasm' && (await hasWebGpu(device === 'webgpu'))) {
    try {
      return await load('webgpu', url, model, threads);
    } catch (error) {
      if (device) throw error;
      note = `WebGPU fails: ${error.message}`;
    }
  } else if (device === 'webgpu') {
    throw new Error('device=webgpu: this browser has no WebGPU here');
  }
  return load('wasm', url, model, threads, note);
}

// A GPU that is emulated is slower than WebAssembly, and only used if it is asked for.
async function hasWebGpu(isWanted) {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  if (!adapter) return false;
  return isWanted || !(adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter);
}

async function load(device, url, model, threads, note = '') {
  const [script, binary] = FILES[device];
  const ort = await import(`${RUNTIME}${script}`);
  ort.env.logLevel = 'error';
  ort.env.wasm.wasmPaths = {mjs: `${RUNTIME}${binary}.js`, wasm: `${RUNTIME}${binary}.wasm`};
  // threads share memory, which browsers allow to pages that two headers isolate
  const most = self.crossOriginIsolated ? Math.min(navigator.hardwareConcurrency ?? 1, MAX_THREADS) : 1;
  const count = ort.env.wasm.numThreads = Math.min(most, Number(threads) || most);
  const content = await download(url);
  const onCpu = await ort.InferenceSession.create(content, {executionProviders: ['wasm']});
  const name = `WebAssembly, ${count} thread${count > 1 ? 's' : ''}`;
  if (device === 'wasm') return new Network(ort, model, onCpu, note ? `${name} (${note})` : name);
  const onGpu = await ort.InferenceSession.create(content, {executionProviders: ['webgpu', 'wasm']});
  return new CheckedNetwork(new Network(ort, model, onGpu, 'WebGPU'), new Network(ort, model, onCpu, name));
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
    const outputs = {};
    for (const name of this.#model.outputs) outputs[name] = Array.from(await tensors[name].getData());
    return outputs;
  }

  release() {
    return this.#session.release();
  }
}

// On the GPU, if its outputs for the first photo are those of the processor. Drivers have errors.
export class CheckedNetwork {
  #chosen = null;
  #gpu;
  #cpu;

  constructor(gpu, cpu) {
    [this.#gpu, this.#cpu] = [gpu, cpu];
    this.description = gpu.description;
  }

  async run(pixels) {
    if (this.#chosen) return this.#chosen.run(pixels);
    const expected = await this.#cpu.run(pixels);
    const reason = await this.#gpu.run(pixels).then(
      (outputs) => isSame(outputs, expected) ? '' : 'WebGPU computes other points',
      (error) => `WebGPU fails: ${error.message}`,
    );
    this.#chosen = reason ? this.#cpu : this.#gpu;
    if (reason) this.description = `${this.#cpu.description} (${reason})`;
    await (reason ? this.#gpu : this.#cpu).release();
    return expected;
  }
}

function isSame({points, category_probs: probs}, expected) {
  const best = (values) => values.indexOf(Math.max(...values));
  const shifted = points.filter((value, i) => !(Math.abs(value - expected.points[i]) <= MAX_SHIFT));
  return best(probs) === best(expected.category_probs) && shifted.length <= MAX_SHIFTED * points.length;
}
