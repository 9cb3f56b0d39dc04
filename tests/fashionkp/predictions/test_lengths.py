"""Lengths of the garments of files."""

import csv
import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.measurements import Plane, PlaneNotFound, Reference
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.lengths import (
    Measuring,
    garment_text,
    measure_file,
    reasons,
    summary_text,
    write_lengths,
)
from fashionkp.predictions.table import write_csv

# of the fixture: from (10.25, 20) to (100, -1.5)
WAIST = 92.29


@pytest.fixture
def path(skirt, tmp_path):
    write_jsonl(tmp_path / 'a.jsonl', [skirt])
    return tmp_path / 'a.jsonl'


def test_absent_key_points_leave_lengths_out(path):
    (garment,) = measure_file(path)
    assert garment.lengths.pixels['waist'] == pytest.approx(WAIST, abs=0.01)
    assert garment.lengths.pixels['hem'] is None
    assert reasons(garment, 'pixels')[0] == 'hem: no hemline_left, no hemline_right'
    (garment,) = measure_file(path, measuring=Measuring(0))
    assert garment.lengths.pixels['hem'] == pytest.approx(310.04, abs=0.01)


def test_a_submission_has_no_presence(skirt, tmp_path):
    write_csv(tmp_path / 'a.csv', [skirt])
    write_csv(tmp_path / 'b.CSV', [skirt])
    (garment,) = measure_file(tmp_path / 'a.csv')
    assert garment.lengths.pixels['hem'] is not None
    with pytest.raises(ValueError, match=r'presence=0\.3: .*a\.csv'):
        measure_file(tmp_path / 'a.csv', measuring=Measuring(0.3))
    with pytest.raises(ValueError, match=r'presence=0\.3: .*b\.CSV'):
        measure_file(tmp_path / 'b.CSV', measuring=Measuring(0.3))


@pytest.mark.parametrize('presence', [-0.1, 1.1, float('nan')])
def test_presence_is_a_probability(presence):
    with pytest.raises(ValueError, match='presence='):
        Measuring(presence)


def test_texts_in_centimetres(path):
    garments = measure_file(path, Reference({'waist': 30}))
    lines = garment_text(garments[0], 'cm').splitlines()
    assert lines[0] == 'Images/skirt/a.jpg (skirt)'
    assert lines[1].split() == ['waist', '30.0', '±', '0.0', 'cm']
    assert 'not measurable: no hemline_left' in lines[2]
    assert 'waist                   1 measured      30.0' in summary_text(garments, 'cm')


def test_files_have_every_length_and_the_reasons(path, tmp_path):
    garments = measure_file(path)
    write_lengths(tmp_path / 'a.csv', garments, 'pixels')
    with (tmp_path / 'a.csv').open(newline='') as file:
        (row,) = csv.DictReader(file)
    assert (row['waist_pixels'], row['hem_pixels'], row['chest_pixels']) == ('92.3', '', '')
    assert float(row['waist_margin_pixels']) > 0
    assert row['hem_margin_pixels'] == ''
    assert row['not_measurable'].startswith('hem: no hemline_left')
    write_lengths(tmp_path / 'a.json', garments, 'pixels')
    (fields,) = json.loads((tmp_path / 'a.json').read_text())
    waist = fields['measurements']['waist']
    assert (waist['pixels'], waist['cm'], waist['absent']) == (92.3, None, [])
    assert waist['margin_pixels'] == float(row['waist_margin_pixels'])
    write_lengths(tmp_path / 'b.JSON', garments, 'pixels')
    assert (tmp_path / 'b.JSON').read_text() == (tmp_path / 'a.json').read_text()
    with pytest.raises(ValueError, match=r'a\.txt'):
        write_lengths(tmp_path / 'a.txt', garments, 'pixels')


def test_without_calibrated_scores_there_are_no_margins(skirt, tmp_path):
    write_csv(tmp_path / 'b.csv', [skirt])
    write_jsonl(tmp_path / 'c.jsonl', [replace(skirt, calibrated=False)])
    for name in ('b.csv', 'c.jsonl'):
        garments = measure_file(tmp_path / name)
        write_lengths(tmp_path / 'a.csv', garments, 'pixels')
        header = (tmp_path / 'a.csv').read_text().splitlines()[0]
        assert 'margin' not in header
        assert '±' not in garment_text(garments[0], 'pixels')


def test_a_garment_without_a_plane_is_in_pixels_and_has_the_reason(skirt):
    garment = Measuring().measure(skirt, PlaneNotFound('no marker found'))
    assert garment.lengths.cm['waist'] is None
    assert garment.lengths.pixels['waist'] == pytest.approx(WAIST, abs=0.01)
    assert reasons(garment, 'cm')[-1] == 'no length in cm: no marker found'
    assert garment.as_dict()['not_in_cm'] == 'no marker found'
    assert 'not in cm: no marker found' in garment_text(garment, 'cm')


def test_a_garment_beyond_the_horizon_has_no_centimetres(skirt):
    # everything right of x = 50 lies beyond
    plane = Plane(np.linalg.inv([[1, 0, 0], [0, 1, 0], [-0.02, 0, 1]]), np.zeros((3, 3, 1)))
    garment = Measuring().measure(skirt, plane)
    assert 'horizon' in garment.no_cm
    assert garment.lengths.cm['waist'] is None
