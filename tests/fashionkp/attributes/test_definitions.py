"""Which attributes each category has, and their table in the docs."""

import itertools
import math
import re
from pathlib import Path

import numpy as np
import pytest

from fashionkp.attributes import ATTRIBUTES, CLASSES
from fashionkp.categories import CATEGORIES

ROOT = Path(__file__).parents[3]
ALL = [(c, d) for c, definitions in ATTRIBUTES.items() for d in definitions.values()]


def test_attributes_of_fashionais_categories():
    sleeves = ['sleeve_length']
    assert {name: list(definitions) for name, definitions in ATTRIBUTES.items()} == dict(
        blouse=[*sleeves, 'neck_depth', 'top_length', 'silhouette'],
        outwear=[*sleeves, 'top_length', 'fit', 'silhouette'],
        trousers=['trouser_length'],
        skirt=['skirt_length', 'silhouette'],
        dress=[*sleeves, 'neck_depth', 'skirt_length', 'fit', 'silhouette'],
    )


@pytest.mark.parametrize(('category', 'definition'), ALL, ids=lambda x: getattr(x, 'name', x))
def test_bounds_rise_and_lengths_exist(category, definition):
    assert len(definition.bounds) == len(definition.classes) - 1
    values = [definition.start, *definition.bounds]
    assert all(low < high for low, high in itertools.pairwise(values))
    assert definition.spread > 0
    keypoints = {*CATEGORIES[category].keypoints}
    assert all({*length.keypoints} <= keypoints for length in definition.lengths)


def test_all_classes_but_sleeveless_are_decided_by_a_value():
    decided = {(d.name, label) for _, d in ALL for label in d.classes}
    expected = {(name, label) for name, labels in CLASSES.items() for label in labels}
    assert expected - decided == {('sleeve_length', 'sleeveless')}


def test_margins_are_factors_from_the_nearest_bound():
    skirt = ATTRIBUTES['skirt']['skirt_length']
    assert skirt.start > 0
    for value in (skirt.start + 1.1 * (5.0 - skirt.start), skirt.start + (5.0 - skirt.start) / 1.1):
        assert skirt.margin(value) == pytest.approx(math.log(1.1))
    assert skirt.margin(5.0) == 0


def test_heights_weigh_more_than_widths_for_lengths_along_the_body():
    turned = (0.7, 0.8, 1.0, 1.0)  # shoulders and chest of a body that turns; heights stay
    for name in ('neck_depth', 'skirt_length'):
        weights = [reference.weight for reference in ATTRIBUTES['dress'][name].references]
        equal = np.prod(turned) ** (1 / 4)
        assert equal < np.prod(np.power(turned, weights)) ** (1 / sum(weights)) < 1


def test_docs_state_all_bounds():
    page = (ROOT / 'docs' / 'attributes.md').read_text()
    docs = page.partition('## Classes')[2].partition("FashionAI's other track")[0]
    rows = re.findall(r'^\| `(\w+)` \| ([\w, ]+) \| .+ \| (.+) \|$', docs, re.M)
    stated = {(name, category): text for name, who, text in rows for category in who.split(', ')}
    for category, definition in ALL:
        first, *others = definition.classes
        parts = [f'{label} from {b:g}' for label, b in zip(others, definition.bounds, strict=True)]
        text = ', '.join([first, *parts])
        assert stated.pop((definition.name, category)) == text, (category, definition.name)
    assert not stated
