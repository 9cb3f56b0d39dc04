"""Reading predictions from JSON lines."""

import json

import numpy as np
import pytest

from fashionkp.predictions.jsonl import read_jsonl, write_jsonl
from fashionkp.predictions.prediction import Prediction


@pytest.fixture
def skirt():
    return Prediction(
        image='a.jpg',
        size=(300, 400),
        box=(0, 0, 300, 400),
        category='skirt',
        category_score=0.9,
        category_probs={'skirt': 0.9, 'dress': 0.1},
        keypoints=np.array([[10.25, 20], [100, -1.5], [0, 380], [310, 385]]),
        scores=np.array([0.9, 0.8, 0.7, 0.6]),
        presence=np.array([0.99, 0.5, 0.4, 0.0]),
    )


def test_what_was_written_comes_back(skirt, tmp_path):
    path = tmp_path / 'a.jsonl'
    write_jsonl(path, [skirt, skirt], measurements=True)
    path.write_text(path.read_text().replace('\n', '\n\n'))
    first, second = read_jsonl(path)
    assert first.as_dict() == second.as_dict() == skirt.as_dict()


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (lambda row: row.pop('image'), "no key 'image'"),
        (lambda row: row.update(image=3), 'image = 3: expected str'),
        (lambda row: row.update(category='kilt'), "'kilt': expected one of blouse"),
        (lambda row: row.update(box=[1, 2]), r'box = \[1, 2\]: expected 4 numbers'),
        (lambda row: row.update(category_score=10**400), 'expected a finite number'),
        (lambda row: row.update(size=[300, None]), 'size = None: expected a finite number'),
        (lambda row: row['keypoints'].pop('hemline_left'), "keypoints: no key 'hemline_left'"),
        (lambda row: row['keypoints'].update(crotch={}), "'crotch': expected waistband_left"),
        (
            lambda row: row['keypoints']['hemline_left'].update(x=float('inf')),
            'hemline_left: x = inf: expected a finite number',
        ),
        (
            lambda row: row['keypoints']['hemline_left'].update(presence=1.5),
            r'hemline_left: presence = 1\.5: expected 0 to 1',
        ),
        (lambda row: row['category_probs'].update(skirt='a'), "category_probs: skirt = 'a'"),
    ],
)
def test_a_malformed_line_is_named_with_its_key(change, message, skirt, tmp_path):
    row = skirt.as_dict()
    change(row)
    path = tmp_path / 'a.jsonl'
    path.write_text(json.dumps(skirt.as_dict()) + '\n' + json.dumps(row) + '\n')
    with pytest.raises(ValueError, match=rf'a\.jsonl:2: .*{message}'):
        read_jsonl(path)


@pytest.mark.parametrize(
    ('text', 'message'), [('{"image"', 'not valid JSON'), ('[1]', 'list: expected')]
)
def test_other_lines_are_refused(text, message, tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_text(text)
    with pytest.raises(ValueError, match=rf'a\.jsonl:1: {message}'):
        read_jsonl(path)


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_bytes(b'\xff\xfe')
    with pytest.raises(ValueError, match=r'a\.jsonl: not a text in UTF-8'):
        read_jsonl(path)
