"""fashionkp crop: parts, folders and what is refused."""

import argparse
import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.cli.crop import aspect
from fashionkp.cli.main import main
from fashionkp.predictions.files import read_predictions

POINTS = dict(
    waistband_left='30_20_1',
    waistband_right='70_20_1',
    hemline_left='20_90_1',
    hemline_right='80_90_1',
)


@pytest.fixture
def shop(tmp_path, monkeypatch, csv_row, csv_file):
    """The current folder: a skirt, and one without hemline, in shop/."""
    monkeypatch.chdir(tmp_path)
    headless = {**POINTS, 'hemline_left': '-1_-1_-1'}
    csv_file(
        csv_row('skirt', 'a', **POINTS), csv_row('skirt', 'b', **headless), name='shop/train.csv'
    )
    for name in 'ab':
        path = tmp_path / f'shop/Images/skirt/{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.full((100, 100, 3), 90, np.uint8))


def crop(*options):
    return main(['crop', '--points', 'shop/train.csv', '-o', 'out', *options])


def records(name):
    return [json.loads(line) for line in Path('out', name).read_text().splitlines()]


def test_the_whole_garment_by_default(shop, capsys):
    assert crop('--size', '64', '--aspect', '3:4') == 0
    assert capsys.readouterr().out == 'out: 2 images, 0 left out (left_out.jsonl)\n'
    assert [record['image'] for record in records('crop.jsonl')] == [
        'whole/Images/skirt/a.jpg',
        'whole/Images/skirt/b.jpg',
    ]
    assert cv2.imread('out/whole/Images/skirt/a.jpg').shape == (64, 49, 3)


def test_several_parts(shop):
    assert crop('--part', 'hem', '--part', 'collar', '--part', 'waist') == 0
    made = [(r['part'], r['image'][-5:]) for r in records('crop.jsonl')]
    assert made == [('hem', 'a.jpg'), ('waist', 'a.jpg'), ('waist', 'b.jpg')]
    reasons = [(r['photo'][-5:], r['part'], r['reason']) for r in records('left_out.jsonl')]
    collar = 'skirt: no collar, only waist, hem, whole'
    assert reasons == [
        ('a.jpg', 'collar', collar),
        ('b.jpg', 'hem', 'no hemline_left'),
        ('b.jpg', 'collar', collar),
    ]
    for found, record in zip(
        read_predictions('out/crop.jsonl'), records('crop.jsonl'), strict=True
    ):
        names = ['hemline_left', 'hemline_right']
        if record['part'] == 'waist':
            names = ['waistband_left', 'waistband_right']
        points = found.keypoints[[found.names.index(name) for name in names]]
        assert ((points > 0) & (points < found.size)).all()


def test_all_parts_that_a_garment_has(shop):
    assert crop('--part', 'all') == 0
    parts = [record['part'] for record in records('crop.jsonl')]
    assert parts == ['waist', 'hem', 'whole', 'waist', 'whole']


def test_what_is_refused(shop, capsys):
    for option, value in (('--part', 'sleeve'), ('--size', '1'), ('--margin', '-1')):
        assert crop(option, value) == 2
        assert value in capsys.readouterr().err
    assert not Path('out').exists()


def test_aspect_ratios():
    assert [aspect(text) for text in ('1:2', '16:9', 'free')] == [0.5, 16 / 9, None]
    for text in ('1', '1:0', 'a:b', ''):
        with pytest.raises(argparse.ArgumentTypeError, match='expected W:H'):
            aspect(text)
