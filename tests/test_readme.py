"""Every number in the README is one that was measured, and its example prints what it says."""

import contextlib
import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fashionkp.categories import KEYPOINTS
from fashionkp_mm.config_files import recipe_names

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / 'README.md').read_text(encoding='utf-8')
BLOCKS_AND_LINKS = r'^```.*?^```$|\[|\]\([^)]*\)'
PROSE = ' '.join(re.sub(BLOCKS_AND_LINKS, '', TEXT, flags=re.DOTALL | re.MULTILINE).split())

Figure = Callable[[], float | str]


def figure(benchmark: str, *keys: str) -> Figure:
    """Return a reader of a figure in ``benchmarks/figures``."""

    def read() -> Any:
        path = ROOT / 'benchmarks' / 'figures' / f'{benchmark}.json'
        value = json.loads(path.read_text(encoding='utf-8'))['figures']
        for key in keys:
            value = value[key]
        return value

    return read


def stated(page: str, pattern: str) -> Figure:
    """Return a reader of a figure that a page of the docs states with its command."""

    def read() -> str:
        text = (ROOT / 'docs' / page).read_text(encoding='utf-8')
        (value,) = re.findall(pattern, text, re.DOTALL | re.MULTILINE)
        return value

    return read


def parameters(recipe: str) -> Figure:
    """Return a reader of the millions of parameters that the table of recipes has."""
    return stated('recipes.md', rf'^\| `{recipe}` \|[^\n]* ([\d.]+) M \|')


UNTRAINED = ('cpn_small', 'cpn_r50', 'hourglass4', 'hrnet_w32', 'rtmpose_m')
TRUE_POINTS = 'Drawn garments, true points, by the cut'
NUMBERS: dict[str, tuple[Figure, ...]] = {
    r'the (\d+) key points of FashionAI': (lambda: len(KEYPOINTS),),
    r'within ([\d.]+) % of the distance of the armpits': (figure('starter', 'median'),),
    r'\(NE ([\d.]+),': (figure('starter', 'NE'),),
    r'within ([\d.]+) % by one marker and ([\d.]+) % by a sheet of A4': (
        figure('centimetres', 'one marker', 'true points', 'largest'),
        figure('centimetres', 'A4', 'true points', 'largest'),
    ),
    r'a spline leaves at most (\d+) %': (
        lambda: 100 * max(row['anchors'] for row in figure('alignment', 'tps')().values()),
    ),
    r'(\d+) % right by true points, (\d+) % of the sure ones': (
        lambda: 100 * figure('attributes', TRUE_POINTS, 'agree')(),
        lambda: 100 * figure('attributes', TRUE_POINTS, 'sure, agree')(),
    ),
    r'(\d+) photos of yours take the NE from ([\d.]+) to ([\d.]+)': (
        stated('starter.md', r'^\| (200) \|'),
        stated('starter.md', r'^\| 0 \| ([\d.]+) '),
        stated('starter.md', r'^\| 200 \| ([\d.]+) '),
    ),
    r'(\d+) recipes': (lambda: len(recipe_names()),),
    r'`starter` \| [^|]* \| ([\d.]+) \| ([\d.]+) \| ([\d.]+) M': (
        figure('starter', 'NE'),
        figure('recipe_speed', 'starter', 'ms'),
        parameters('cpn_lite0'),
    ),
    r'`cpn_lite0` \| ([\d,]+) photos, (\d+) minutes on two CPU cores '
    r'\| ([\d.]+) \| ([\d.]+) \| ([\d.]+) M': (
        stated('results.md', r'320 px\) was trained on ([\d,]+) photos'),
        stated('results.md', r'(\d+) min on two cores \(12 photos'),
        stated('results.md', r'^## Real photos.*?^\| all \| ([\d.]+) \|'),
        figure('recipe_speed', 'cpn_lite0', 'ms'),
        parameters('cpn_lite0'),
    ),
    **{
        rf'`{name}` \| \| \| ([\d.]+) \| ([\d.]+) M': (
            figure('recipe_speed', name, 'ms'),
            parameters(name),
        )
        for name in UNTRAINED
    },
}
"""What the README states: a pattern, and the figure of each of its groups."""

NAMES = r'Python 3\.10 to 3\.12|Apache-2\.0'


@pytest.mark.parametrize('pattern', NUMBERS)
def test_a_number_is_that_of_its_file(pattern):
    (match,) = re.finditer(pattern, PROSE)
    for text, read in zip(match.groups(), NUMBERS[pattern], strict=True):
        value = read()
        if not isinstance(value, str):
            decimals = len(text.partition('.')[2])
            value = f'{value:,.{decimals}f}'
        assert text == value


def test_every_number_has_a_file():
    rest = re.sub(NAMES, '', PROSE)
    for pattern in NUMBERS:
        rest = re.sub(pattern, '', rest)
    assert not re.findall(r'\S*\d\S*', re.sub('`[^`]*`', '', rest))


def test_the_example_prints_what_it_says(monkeypatch):
    monkeypatch.chdir(ROOT)
    code, output = re.search(r'```python\n(.*?)```\n\n```\n(.*?)```', TEXT, re.DOTALL).groups()
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})
    lines = [line.split() for line in output.splitlines()]
    found = [line.split() for line in printed.getvalue().splitlines()]
    assert [line[0] for line in found] == [line[0] for line in lines]
    for line, expected in zip(found, lines, strict=True):
        numbers = [float(word) for word in line[1:]]
        # a pixel and a hundredth may be rounded the other way on another CPU
        assert numbers == pytest.approx([float(word) for word in expected[1:]], abs=1.001)
        assert numbers[-1] == pytest.approx(float(expected[-1]), abs=0.011)
