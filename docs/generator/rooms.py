"""The picture of the rooms, drawn from the import contract in ``pyproject.toml``.

    python docs/generator/rooms.py

writes ``docs/images/rooms.svg``.
"""

import re
import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PICTURE = ROOT / 'docs' / 'images' / 'rooms.svg'

ROW, GAP, CHAR, FONT = 34, 6, 7.4, 13
WIDTH, MARGIN = 400, 12  # of a tower
TOWERS = (('fashionkp', '#2f6f9f', '#e6f0f7'), ('fashionkp_mm', '#8a5a17', '#f8efdf'))
ABOVE_BOTH = 'cli'


def layers(pyproject: str, package: str) -> list[list[str]]:
    """Return the rooms of a package by layer, the highest first, as its contract lists them."""
    contracts = tomllib.loads(pyproject)['tool']['importlinter']['contracts']
    (contract,) = (c for c in contracts if c.get('containers') == [package])
    return [re.split(r'\s*[|:]\s*', layer) for layer in contract['layers']]


def _box(x: float, y: float, width: float, *, label: str, colors: tuple[str, str]) -> str:
    stroke, fill = colors
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{ROW}" rx="4" fill="{fill}" '
        f'stroke="{stroke}"/>'
        f'<text x="{x + width / 2:g}" y="{y + ROW / 2 + 4.5:g}">{label}</text>'
    )


def _row(x: float, y: float, names: list[str], colors: tuple[str, str]) -> list[str]:
    """Return the boxes of a layer; their widths are in the ratio of the lengths of the names."""
    free = WIDTH - GAP * (len(names) - 1)
    total = sum(len(name) + 2 for name in names)
    boxes = []
    for name in names:
        width = free * (len(name) + 2) / total
        boxes.append(_box(x, y, width, label=name, colors=colors))
        x += width + GAP
    return boxes


def draw(pyproject: str) -> str:
    """Return the picture as SVG: a tower for each package, the ground at the bottom."""
    towers = {package: layers(pyproject, package) for package, *_ in TOWERS}
    top = towers['fashionkp'].pop(0)
    assert top == [ABOVE_BOTH], top
    step = ROW + GAP
    ground = MARGIN + ROW + 18 + step * max(map(len, towers.values()))
    width = 2 * WIDTH + 2 * MARGIN
    grey = '#555555', '#eeeeee'
    parts = [_box(MARGIN, MARGIN, width, label=f'fashionkp.{ABOVE_BOTH}', colors=grey)]
    for i, (package, stroke, fill) in enumerate(TOWERS):
        x = MARGIN + i * (WIDTH + 2 * MARGIN)
        rows = towers[package]
        for j, names in enumerate(reversed(rows)):
            parts += _row(x, ground - (j + 1) * step, names, (stroke, fill))
        parts.append(
            f'<text x="{x + WIDTH / 2:g}" y="{ground + 18}" font-weight="bold">{package}</text>'
        )
    size = 2 * WIDTH + 4 * MARGIN, ground + 30
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size[0]} {size[1]}" '
        f'width="{size[0]}" height="{size[1]}" font-family="sans-serif" font-size="{FONT}" '
        'text-anchor="middle" fill="#222222">\n'
        '<title>The rooms of both packages; a room imports only from those below it</title>\n'
        f'<rect width="100%" height="100%" fill="#ffffff"/>\n{chr(10).join(parts)}\n</svg>\n'
    )


if __name__ == '__main__':
    PICTURE.write_text(draw((ROOT / 'pyproject.toml').read_text(encoding='utf-8')), 'utf-8')
