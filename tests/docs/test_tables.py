"""The tables of the reference have everything that the package has."""

import doctest
import json
import re
from pathlib import Path

from generator import markdown, tables

from fashionkp import read_predictions
from fashionkp.attributes import ATTRIBUTES, CLASSES
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.doctor.run_checks import CHECKS, SUBMISSION_CHECKS
from fashionkp.measurements import NAMES

ROOT = Path(__file__).parents[2]


def test_examples():
    assert doctest.testmod(markdown).failed == 0


def test_every_key_point_and_category_is_listed():
    page = tables.keypoints()
    assert all(f'`{name}`' in page for name in (*KEYPOINTS, *CATEGORIES))


def test_every_length_is_listed():
    page = tables.lengths()
    assert all(f'| `{name}` |' in page for name in NAMES)


def test_every_class_and_bound_of_attributes_is_listed():
    page = tables.attributes()
    for name, classes in CLASSES.items():
        section = re.split('^## ', page.split(f'## `{name}`\n')[1], flags=re.MULTILINE)[0]
        definitions = [by_name[name] for by_name in ATTRIBUTES.values() if name in by_name]
        shown = {label for definition in definitions for label in definition.classes}
        assert shown <= {*classes}
        assert all(f'| {label} |' in section for label in shown)
        bounds = (f'from {b:g} |' for definition in definitions for b in definition.bounds)
        assert all(bound in section for bound in bounds)


def test_every_check_is_listed():
    page = tables.checks()
    for name in (*CHECKS, *SUBMISSION_CHECKS):
        assert f'| `{name}` |' in page


def test_the_example_of_a_prediction_can_be_read(tmp_path):
    (text,) = re.findall(r'```json\n(.*?)```', tables.formats(ROOT), re.DOTALL)
    path = tmp_path / 'x.jsonl'
    path.write_text(json.dumps(json.loads(text)))
    (prediction,) = read_predictions(path)
    assert prediction.category == 'skirt'


def test_every_conversion_is_linked():
    page = tables.formats(ROOT)
    for anchor in ('coco', 'yolo', 'cvat', 'label-studio', 'a-table-of-your-own', 'deepfashion2'):
        assert f'(/converting.md#{anchor})' in page
