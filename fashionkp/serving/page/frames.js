// The aligned image of a garment and the crops of its parts, drawn by the similarities of the
// server, as fashionkp.align and fashionkp.crop make them.

export const ALIGNED = 'aligned image'; // no part's name has a space

// What every browser's canvas supports, pixels.
const MAX_SIDE = 4096;

// {matrix, size, reason} by name.
export function framesOf({alignment, crops}) {
  return alignment ? {[ALIGNED]: alignment, ...crops} : {};
}

export function drawFrame(canvas, photo, photoSize, {matrix, size}) {
  const reduction = Math.min(1, MAX_SIDE / Math.max(...size));
  [canvas.width, canvas.height] = size.map((length) => Math.round(reduction * length));
  const context = canvas.getContext('2d');
  context.fillStyle = borderColor(photo, photoSize);
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.scale(reduction, reduction);
  // The server's integer coordinates are centres of pixels; those of a canvas are their corners.
  const [[a, c, x], [b, d, y]] = matrix;
  context.transform(a, b, c, d, x + (1 - a - c) / 2, y + (1 - b - d) / 2);
  context.drawImage(photo, 0, 0, ...photoSize);
}

// The median colour of the photo's outermost pixels.
function borderColor(photo, [width, height]) {
  const strips = [
    [0, 0, width, 1], [0, height - 1, width, 1], [0, 0, 1, height], [width - 1, 0, 1, height],
  ].map((strip) => pixels(photo, [width, height], strip));
  const channels = [0, 1, 2].map((channel) => {
    const values = strips.flatMap((strip) => [...strip].filter((_, i) => i % 4 === channel));
    return median(values);
  });
  return `rgb(${channels})`;
}

function pixels(photo, size, [x, y, width, height]) {
  const canvas = Object.assign(document.createElement('canvas'), {width, height});
  const context = canvas.getContext('2d', {willReadFrequently: true});
  context.drawImage(photo, -x, -y, ...size);
  return context.getImageData(0, 0, width, height).data;
}

function median(values) {
  values.sort((a, b) => a - b);
  const half = values.length / 2; // of an even number
  return Math.floor((values[half - 1] + values[half]) / 2);
}
