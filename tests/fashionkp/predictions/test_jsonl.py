"""Predictions as JSON lines, written and read."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.predictions.jsonl import read_jsonl, write_jsonl


def test_predictions_survive_writing_and_reading(skirt, tmp_path):
    path = tmp_path / 'a.jsonl'
    write_jsonl(path, [skirt, skirt], measurements=True)
    path.write_text(path.read_text().replace('\n', '\n\n'))
    first, second = read_jsonl(path)
    assert first.as_dict() == second.as_dict() == skirt.as_dict()


def test_lines_of_earlier_versions_do_not_say_that_scores_are_calibrated(skirt, tmp_path):
    row = skirt.as_dict()
    assert row.pop('calibrated')
    (tmp_path / 'a.jsonl').write_text(json.dumps(row))
    assert not read_jsonl(tmp_path / 'a.jsonl')[0].calibrated


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (lambda row: row.pop('image'), "missing key 'image'"),
        (lambda row: row.update(image=3), 'image = 3: expected a string'),
        (lambda row: row.update(category='kilt'), "'kilt': expected one of blouse"),
        (lambda row: row.update(box=[1, 2]), r'box = \[1, 2\]: expected 4 numbers'),
        (lambda row: row.update(category_score=10**400), 'expected a finite number'),
        (
            lambda row: row.update(size=[300, None]),
            r'size = \[300, None\]: expected 2 finite numbers',
        ),
        (
            lambda row: row['keypoints'].pop('hemline_left'),
            "missing key 'hemline_left' in keypoints",
        ),
        (
            lambda row: row['keypoints'].update(crotch={}),
            r'keypoints\.crotch = \{\}: expected only waistband_left',
        ),
        (
            lambda row: row['keypoints']['hemline_left'].update(x=float('inf')),
            r'keypoints\.hemline_left\.x = inf: expected a finite number',
        ),
        (
            lambda row: row['keypoints']['hemline_left'].update(presence=1.5),
            r'hemline_left\.presence = 1\.5: expected 0 to 1',
        ),
        (lambda row: row['category_probs'].update(skirt='a'), r"category_probs\.skirt = 'a'"),
        (lambda row: row.update(calibrated=1), 'calibrated = 1: expected true or false'),
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
    ('text', 'message'), [('{"image"', 'not valid JSON'), ('[1]', r'\[1\]: expected an object')]
)
def test_a_line_that_is_not_an_object_is_refused(text, message, tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_text(text)
    with pytest.raises(ValueError, match=rf'a\.jsonl:1: {message}'):
        read_jsonl(path)


def test_bytes_that_are_not_text_are_refused(tmp_path):
    path = tmp_path / 'a.jsonl'
    path.write_bytes(b'\xff\xfe')
    with pytest.raises(ValueError, match=r'a\.jsonl: not text in UTF-8'):
        read_jsonl(path)


def test_each_garment_has_a_line(skirt, tmp_path):
    path = tmp_path / 'new' / 'a.jsonl'
    write_jsonl(path, (replace(skirt, image=name) for name in ('a\n.jpg', 'ä.jpg')))
    lines = path.read_text(encoding='utf-8').splitlines()
    assert [json.loads(line)['image'] for line in lines] == ['a\n.jpg', 'ä.jpg']


def test_a_failure_leaves_no_file(skirt, tmp_path):
    def failing():
        yield skirt
        raise RuntimeError('stop')

    with pytest.raises(RuntimeError, match='stop'):
        write_jsonl(tmp_path / 'out', failing())
    with pytest.raises(ValueError, match='JSON compliant'):
        write_jsonl(tmp_path / 'out', [replace(skirt, scores=np.full(4, np.nan))])
    assert list(tmp_path.iterdir()) == []
