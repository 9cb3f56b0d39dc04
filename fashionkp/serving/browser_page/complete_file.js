// Files that are cut off, which browsers decode and fill with grey: the checks of
// fashionkp/images/completeness.py.

const CHECKS = [
  {start: [0xff, 0xd8, 0xff], isComplete: jpegIsComplete},
  {start: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], isComplete: pngIsComplete},
  {start: [0x52, 0x49, 0x46, 0x46], isComplete: webpIsComplete},
];

export function requireComplete(data, name) {
  if (!data.length) throw new Error(`${name}: the file is empty`);
  const check = CHECKS.find(({start}) => start.every((byte, i) => data[i] === byte));
  if (check && !check.isComplete(data)) throw new Error(`${name}: the file is cut off`);
}

// Whether segments, which may contain a preview with its own end, lead to a scan and its end.
function jpegIsComplete(data) {
  let position = 2;
  while (data[position] !== 0xff || data[position + 1] !== 0xda) {
    if (data[position] !== 0xff || position + 4 > data.length) return false;
    if (data[position + 1] === 0xff) { // filling
      position += 1;
      continue;
    }
    position += 2 + data[position + 2] * 256 + data[position + 3];
  }
  for (let i = data.length - 2; i > position; i -= 1) {
    if (data[i] === 0xff && data[i + 1] === 0xd9) return true;
  }
  return false;
}

// Whether chunks lead through the pixels to the last one.
function pngIsComplete(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  let hasPixels = false;
  for (let position = 8; position + 12 <= data.length;) {
    const chunk = String.fromCharCode(...data.subarray(position + 4, position + 8));
    position += 12 + view.getUint32(position);
    if (chunk === 'IEND') return hasPixels && position <= data.length;
    hasPixels ||= chunk === 'IDAT';
  }
  return false;
}

function webpIsComplete(data) {
  return data.length >= 8 && data.length >= 8 + new DataView(data.buffer, data.byteOffset).getUint32(4, true);
}
