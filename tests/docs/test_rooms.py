"""The picture of the rooms is that of the import contract."""

import re
from pathlib import Path

from generator.rooms import PICTURE, draw, layers

ROOT = Path(__file__).parents[2]


def test_the_picture_is_up_to_date():
    drawn = draw((ROOT / 'pyproject.toml').read_text())
    assert PICTURE.read_text() == drawn, 'run: python docs/generator/rooms.py'


def test_every_room_is_drawn_once():
    labels = re.findall(r'">([^<]+)</text>', PICTURE.read_text())
    for package in ('fashionkp', 'fashionkp_mm'):
        for path in (ROOT / package).iterdir():
            is_room = path.suffix == '.py' or (path / '__init__.py').is_file()
            if is_room and path.name != '__init__.py':
                assert labels.count(path.stem) + labels.count(f'{package}.{path.stem}') >= 1, path


def test_higher_layers_are_drawn_higher():
    contract = (ROOT / 'pyproject.toml').read_text()
    heights = dict(re.findall(r'y="([\d.]+)">(\w+)</text>', draw(contract)))
    heights = {name: float(y) for y, name in heights.items()}
    for package in ('fashionkp', 'fashionkp_mm'):
        rows = layers(contract, package)
        tops = [heights[row[0]] for row in rows if row != ['cli'] and row[0] in heights]
        assert tops == sorted(tops)
