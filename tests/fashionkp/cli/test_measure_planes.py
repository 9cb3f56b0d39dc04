"""``fashionkp measure`` on photos with a marker or a sheet."""

import csv
from pathlib import Path

import cv2
import numpy as np
import pytest
from plane_scenes import Placement, Table

from fashionkp.categories import CATEGORIES
from fashionkp.cli.main import main
from fashionkp.measurements import measure
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.prediction import Prediction
from fashionkp.synthetic.specimens import draw_specimen

MARKERS = [Placement(12, 14, 0.3, 9, 9, 1), Placement(80, 100, 1.2, 9, 9, 2)]
SHEET = Placement(19, 20, 0.2, 21.0, 29.7)


@pytest.fixture
def photos(tmp_path, monkeypatch):
    """Return a function that writes a photo and its points; it returns the true lengths."""
    monkeypatch.chdir(tmp_path)
    predictions = []

    def write(name, *placements):
        specimen = draw_specimen('skirt', (300, 400))
        table = Table(placements=placements, photo=(800, 960), resolution=10, garment=(50, 62, 75))
        points = np.array(list(specimen.keypoints.values()))
        scene = table.photograph(specimen.image, points, opaque=False)
        cv2.imwrite(name, scene.image)
        count = len(CATEGORIES['skirt'].keypoints)
        garment = Prediction(
            image=name,
            size=(800, 960),
            box=(0, 0, 800, 960),
            category='skirt',
            category_score=1,
            category_probs={'skirt': 1},
            keypoints=scene.keypoints,
            scores=np.full(count, 0.97),
            presence=np.ones(count),
            calibrated=True,
        )
        predictions.append(garment)
        write_jsonl('points.jsonl', predictions)
        return measure('skirt', scene.keypoints_cm, np.ones(count, bool)).pixels, scene

    return write


def rows():
    with open('out.csv', newline='') as file:
        return list(csv.DictReader(file))


def assert_centimetres(row, expected):
    for name, cm in expected.items():
        assert float(row[f'{name}_cm']) == pytest.approx(cm, rel=0.01, abs=0.06)
        assert 0 < float(row[f'{name}_margin_cm']) < cm


def test_a_marker_gives_centimetres(photos, capsys):
    expected, _ = photos('a.png', *MARKERS)
    assert main(['measure', 'points.jsonl', '--marker', 'aruco=9', '-o', 'out.csv']) == 0
    assert_centimetres(rows()[0], expected)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[0] == 'waist'
    assert lines[1].split()[2] == '±'
    assert lines[1].endswith('cm')


@pytest.mark.faults
def test_a_photo_without_the_marker_is_listed_and_never_scaled(photos, capsys):
    expected, _ = photos('a.png', *MARKERS)
    photos('b.png')
    assert main(['measure', 'points.jsonl', '--marker', 'aruco=9', '-o', 'out.csv']) == 1
    captured = capsys.readouterr()
    assert '1 of 2 photos are not measured in cm' in captured.err
    assert 'b.png: no marker of DICT_4X4_50 found' in captured.err
    with_marker, without = rows()
    assert_centimetres(with_marker, expected)
    assert (without['waist_cm'], without['waist_margin_cm']) == ('', '')
    assert 'no marker of DICT_4X4_50 found' in without['not_measurable']


def test_a_sheet_is_found_or_its_corners_are_given(photos):
    expected, scene = photos('a.png', SHEET)
    assert main(['measure', 'points.jsonl', '--sheet', 'a4', '-o', 'out.csv']) == 0
    assert_centimetres(rows()[0], expected)
    corners = [f'{x:.2f},{y:.2f}' for x, y in scene.pixels(SHEET.corners)]
    cv2.imwrite('a.png', np.zeros((9, 9, 3), np.uint8))  # is not read
    command = ['measure', 'points.jsonl', '--sheet', 'a4', '--sheet-corners', *corners]
    assert main([*command, '-o', 'out.csv']) == 0
    assert_centimetres(rows()[0], expected)


def test_photos_are_measured_straight(photos, capsys):
    photos('a.png', *MARKERS)
    Path('broken.jpg').touch()
    command = ['measure', 'a.png', 'broken.jpg', '--category', 'skirt', '--marker', 'aruco=9']
    assert main([*command, '-o', 'out.csv']) == 1
    assert '1 of 2 images could not be read' in capsys.readouterr().err
    (row,) = rows()
    assert row['image_id'] == 'a.png'
    assert float(row['waist_cm']) > 0


def test_photos_of_another_size_are_refused(photos, capsys):
    photos('a.png', *MARKERS)
    cv2.imwrite('a.png', np.zeros((480, 400, 3), np.uint8))
    assert main(['measure', 'points.jsonl', '--marker', 'aruco=9']) == 1
    assert 'a.png: 400 x 480 pixels' in capsys.readouterr().err


def test_the_names_of_photos_may_be_relative_to_a_folder(photos, tmp_path, monkeypatch):
    expected, _ = photos('a.png', *MARKERS)
    folder = tmp_path / 'elsewhere'
    folder.mkdir()
    monkeypatch.chdir(folder)
    command = ['measure', '../points.jsonl', '--images', '..', '--marker', 'aruco=9']
    assert main([*command, '-o', 'out.csv']) == 0
    assert_centimetres(rows()[0], expected)
