// The model's input from an image: the same pixels as fashionkp/inference/crop.py and
// fashionkp/images/warping.py, whose whole image is the garment's box.

const REDUCTIONS = [8, 4, 2]; // where a map shrinks the image so much, means come first
const BACKGROUND = 'white'; // of transparent images
const STRIP_PIXELS = 4_000_000; // read at a time: some browsers have no larger canvas, phones little memory
const BITS = 5; // positions are rounded to 1 / 32 pixel

export function inputCrop(bitmap, size, unbiased) {
  const {width, height} = bitmap;
  const ratio = size[0] / size[1];
  const scale = (width > height * ratio ? [width, width / ratio] : [height * ratio, height]).map(Math.fround);
  const center = [width / 2, height / 2];
  const [factors, shifts] = affine(size, scale, center, unbiased);
  const factor = REDUCTIONS.find((reduction) => Math.max(...factors) * reduction <= 1) ?? 1;
  return {
    pixels: warp(reduced(bitmap, factor), ...ofReduced(factors, shifts, factor), size, factor > 1),
    // `axis` 0 is x, 1 is y; from the input, which spans 0 to its size, to pixels of the image
    toImage: (value, axis) => value / size[axis] * scale[axis] + center[axis] - 0.5 * scale[axis],
  };
}

// Factors and shifts of x and y in the map from pixels of the image to those of the input.
function affine(size, scale, center, unbiased) {
  const {fround} = Math;
  const factors = size.map((length, i) => unbiased ? fround((length - 1) / scale[i]) : length / scale[i]);
  const shifts = factors.map((factor, i) => unbiased
    ? fround(factor * fround(fround(-0.5 * fround(center[i] * 2)) + fround(0.5 * scale[i])))
    : size[i] / 2 - factor * center[i]);
  return [factors, shifts];
}

// The same map from pixels of the reduced image, which has a border of a pixel.
function ofReduced(factors, shifts, factor) {
  if (factor === 1) return [factors, shifts];
  const reducedFactors = factors.map((value) => value * factor);
  return [reducedFactors, shifts.map((shift, i) => shift + factors[i] * (factor - 1) / 2 - reducedFactors[i])];
}

// Means of squares of `factor` pixels, which repeat the edge where they are incomplete; RGB.
function reduced(bitmap, factor) {
  const [width, height] = [bitmap.width, bitmap.height].map((length) => Math.ceil(length / factor));
  const data = new Uint8Array(3 * width * height);
  const rows = factor * Math.max(1, Math.floor(STRIP_PIXELS / bitmap.width / factor));
  const canvas = new OffscreenCanvas(bitmap.width, Math.min(rows, bitmap.height));
  const context = canvas.getContext('2d', {willReadFrequently: true}); // in memory, not on the GPU
  for (let top = 0; top < bitmap.height; top += rows) {
    const count = Math.min(rows, bitmap.height - top);
    context.fillStyle = BACKGROUND;
    context.fillRect(0, 0, bitmap.width, count);
    context.drawImage(bitmap, 0, top, bitmap.width, count, 0, 0, bitmap.width, count);
    const strip = context.getImageData(0, 0, bitmap.width, count);
    average(strip, factor, data.subarray(3 * width * top / factor));
  }
  return {data, width, height};
}

function average({data, width, height}, factor, target) {
  const area = factor * factor;
  // OpenCV rounds halves up for squares of two pixels, otherwise to even
  const round = factor === 2 ? (sum) => (sum + 2) >> 2 : (sum) => toEven(sum / area);
  let index = 0;
  for (let top = 0; top < height; top += factor) {
    for (let left = 0; left < width; left += factor) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let dy = 0; dy < factor; dy += 1) {
        const row = Math.min(top + dy, height - 1) * width;
        for (let dx = 0; dx < factor; dx += 1) {
          const position = 4 * (row + Math.min(left + dx, width - 1));
          red += data[position];
          green += data[position + 1];
          blue += data[position + 2];
        }
      }
      target[index++] = round(red);
      target[index++] = round(green);
      target[index++] = round(blue);
    }
  }
}

// An RGB image under the map, interpolated linearly, black outside; BGR, as the model expects.
function warp({data, width, height}, factors, shifts, size, hasBorder) {
  const scale = 1 / (factors[0] * factors[1]); // rounded as OpenCV inverts the map
  const inverse = [factors[1] * scale, factors[0] * scale];
  const columns = columnPositions(size[0], inverse[0], shifts[0]);
  const rows = rowPositions(size[1], inverse[1], shifts[1]);
  const border = hasBorder ? 1 : 0; // repeats the edge
  const pixels = new Uint8Array(3 * size[0] * size[1]);
  const weights = new Uint32Array(4);
  const offsets = new Int32Array(4);
  let index = 0;
  for (const y of rows) {
    for (const x of columns) {
      for (let corner = 0; corner < 4; corner += 1) {
        const [dx, dy] = [corner & 1, corner >> 1];
        const [column, row] = [(x >> BITS) + dx, (y >> BITS) + dy];
        weights[corner] = (dx ? x & 31 : 32 - (x & 31)) * (dy ? y & 31 : 32 - (y & 31));
        const isInside = column >= 0 && row >= 0 && column < width + 2 * border && row < height + 2 * border;
        offsets[corner] = isInside ? 3 * (inner(row - border, height) * width + inner(column - border, width)) : -1;
      }
      for (let channel = 2; channel >= 0; channel -= 1) {
        let sum = 512;
        for (let corner = 0; corner < 4; corner += 1) {
          if (offsets[corner] >= 0) sum += weights[corner] * data[offsets[corner] + channel];
        }
        pixels[index++] = sum >> 10;
      }
    }
  }
  return pixels;
}

function inner(position, length) {
  return Math.min(Math.max(position, 0), length - 1);
}

// Where columns and rows of the input lie in the image, in 32nds of a pixel, as OpenCV 4 rounds
// them: the shift of columns by itself, that of rows together with their position.
function columnPositions(length, scale, shift) {
  const start = toEven(-scale * shift * 1024);
  return Int32Array.from({length}, (_, i) => (toEven(scale * i * 1024) + start + 16) >> 5);
}

function rowPositions(length, scale, shift) {
  return Int32Array.from({length}, (_, i) => (toEven((scale * i - scale * shift) * 1024) + 16) >> 5);
}

function toEven(value) {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 ? rounded - 1 : rounded;
}
