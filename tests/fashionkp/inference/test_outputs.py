"""Predictions in files: JSON lines, submissions, drawings."""

import json
from pathlib import Path

import cv2
import pytest

from fashionkp.annotations import read_submission
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.outputs import OutputFiles, drawn_path
from fashionkp.inference.pipeline import predict_images
from fashionkp.inference.source_image import SourceImage
from fashionkp.measurements import Reference
from fashionkp.predictions.jsonl import read_jsonl


def broken():
    raise ValueError('b.jpg: cut off')


@pytest.fixture
def stream(fake_model, image):
    images = [
        SourceImage('x/a.jpg', image),
        SourceImage('b.jpg', broken),
        SourceImage('c.webp', image),
    ]
    return predict_images(fake_model(), images)


def test_all_files_at_once(stream, tmp_path):
    lines, table, drawn = tmp_path / 'a.jsonl', tmp_path / 'b.csv', tmp_path / 'drawn'
    complaints = []
    results = OutputFiles([lines, table], drawn)
    count = results.write(stream, complaints.append)
    assert (count, complaints) == (1, ['b.jpg: cut off'])
    assert [garment.image for garment in read_jsonl(lines)] == ['x/a.jpg', 'c.webp']
    assert [*read_submission(table).image_ids] == ['x/a.jpg', 'c.webp']
    for name in ('x/a.jpg', 'c.webp.jpg'):
        height, width = cv2.imread(str(drawn / name)).shape[:2]
        assert height == 800  # 40 x 60 pixels enlarged
        assert width > 800 * 40 / 60


def test_without_files_lines_go_to_standard_output(stream, capsys):
    OutputFiles(measurements=Reference()).write(stream, len)
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row['image'] for row in rows] == ['x/a.jpg', 'c.webp']
    assert 'measurements' in rows[0]


def test_nothing_is_left_half_written(tmp_path, fake_model, image):
    def failing():
        yield SourceImage('a.jpg', image)
        raise KeyboardInterrupt

    path = tmp_path / 'a.jsonl'
    with pytest.raises(KeyboardInterrupt):
        OutputFiles([path]).write(predict_images(fake_model(), failing(), 1), print)
    assert list(tmp_path.iterdir()) == []


def test_images_that_a_submission_cannot_have_are_refused_beforehand(tmp_path):
    path = tmp_path / 'a.jpg'
    path.touch()
    results = OutputFiles([Path('out.csv')])
    with pytest.raises(ValueError, match=r'out\.csv: image .*a\.jpg.* cannot stand'):
        results.check(Inputs(path))
    OutputFiles([Path('out.jsonl')]).check(Inputs([path, path]))


def test_a_image_twice_is_refused_for_a_submission(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path('a.jpg').touch()
    with pytest.raises(ValueError, match=r"'a\.jpg' is given twice"):
        OutputFiles([Path('out.csv')]).check(Inputs(['a.jpg', 'a.jpg']))


def test_another_kind_of_file_is_refused():
    with pytest.raises(ValueError, match=r'a\.txt: .*\.jsonl or \.csv'):
        OutputFiles([Path('a.txt')])


@pytest.mark.parametrize(
    ('name', 'place'),
    [
        ('/data/a.png', 'data/a.png'),
        ('walk.mp4#000001', 'walk.mp4#000001.jpg'),
        ('../a', 'up/a.jpg'),
    ],
)
def test_drawings_stay_in_their_folder(name, place):
    assert drawn_path(Path('out'), name) == Path('out') / place
