// The keys of the page: each stands for a command, digits for the number of a key point.

const DIGITS_MS = 900; // digits that follow each other within this time are one number

export const KEYS = [
  // keys, command, description
  [['Enter'], 'confirm', 'save, and go to the next photo'],
  [['x'], 'noGarment', 'the photo shows no garment: save that, and go to the next photo; on such a photo, take it back'],
  [['n', 'PageDown'], 'next', 'next photo'],
  [['p', 'PageUp'], 'previous', 'previous photo'],
  [[' ', '.'], 'nextPoint', 'next key point'],
  [['Shift+ ', ','], 'previousPoint', 'previous key point'],
  [['v'], 'visible', 'the key point is visible'],
  [['o'], 'occluded', 'the key point is occluded'],
  [['a', 'Delete'], 'absent', 'the key point is absent; selects the next one'],
  [['m'], 'mirror', 'exchange left and right'],
  [['z', 'Ctrl+z'], 'undo', 'undo'],
  [['y', 'Ctrl+y', 'Ctrl+Shift+Z'], 'redo', 'redo'],
  [['+', '='], 'zoomIn', 'zoom in; the wheel or two fingers, too'],
  [['-'], 'zoomOut', 'zoom out'],
  [['f'], 'fit', 'show the whole photo'],
  [['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'], 'nudge', 'move the key point by a pixel, with Shift by ten; pan if none is selected'],
  [['Ctrl+ArrowLeft', 'Ctrl+ArrowRight', 'Ctrl+ArrowUp', 'Ctrl+ArrowDown'], 'pan', 'pan; dragging beside a key point, too'],
  [['c'], 'focusCategory', 'choose the category'],
  [['g'], 'nextGarment', 'next garment'],
  [['Shift+G'], 'addGarment', 'add a garment'],
  [['Shift+R'], 'removeGarment', 'remove the garment'],
  [['r'], 'predict', 'predict the garment in the part of the photo that is shown'],
  [['/'], 'focusSearch', 'select a key point by its name'],
  [['Escape'], 'deselect', 'select no key point'],
  [['?'], 'help', 'list the keys'],
];

const COMMANDS = new Map(KEYS.flatMap(([keys, command]) => keys.map((key) => [key, command])));

const DIRECTIONS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};

// `commands` by name; select(number) selects a key point by its number and returns whether it is there.
export function listen(commands, select) {
  let digits = '';
  let last = 0;
  addEventListener('keydown', (event) => {
    if (event.target.matches?.('input, select, textarea') || event.altKey || event.metaKey) return;
    if (/^[0-9]$/.test(event.key) && !event.ctrlKey) {
      digits = event.timeStamp - last < DIGITS_MS ? digits + event.key : event.key;
      last = event.timeStamp;
      if (!select(Number(digits))) select(Number(digits = event.key));
      return;
    }
    if (event.target.matches?.('button, summary') && [' ', 'Enter'].includes(event.key)) return;
    const direction = DIRECTIONS[event.key];
    const command = commandOf(event, direction);
    if (!command) return;
    event.preventDefault();
    commands[command](direction?.map((step) => step * (event.shiftKey ? 10 : 1)));
  });
}

function commandOf(event, direction) {
  const control = event.ctrlKey ? 'Ctrl+' : '';
  const plain = COMMANDS.get(`${control}${event.key}`);
  return direction ? plain : COMMANDS.get(`${control}${event.shiftKey ? 'Shift+' : ''}${event.key}`) ?? (event.key === ' ' ? undefined : plain);
}

export function keyNames(keys) {
  const names = {' ': 'Space', ArrowLeft: '←', ArrowRight: '→', ArrowUp: '↑', ArrowDown: '↓'};
  return keys.map((key) => key.replace(/ $|Arrow\w+$/, (name) => names[name])).join(' ');
}
