"""Predictions as Parquet."""

import random
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.cli.main import main
from fashionkp.fileio.object_store import write_table
from fashionkp.measurements import Reference
from fashionkp.predictions.ensemble import read_member
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.lengths import measure_file
from fashionkp.predictions.parquet import prediction_rows, read_parquet, schema
from fashionkp.predictions.prediction import Prediction

pa = pytest.importorskip('pyarrow')


@pytest.fixture
def skirt():
    return Prediction(
        image='a.jpg',
        size=(300, 400),
        box=(0, 0, 300, 400.5),
        category='skirt',
        category_score=0.75,
        category_probs={'skirt': 0.75, 'dress': 0.25},
        keypoints=np.array([[10.25, 20], [100.25, -100], [0, 380], [310, 385]]),
        scores=np.array([0.875, 0.75, 0.5, 0.25]),
        presence=np.array([1, 0.5, 0.25, 0.0]),
    )


@pytest.fixture
def folder(skirt, tmp_path):
    """Two files of predictions, and files that are to be ignored."""
    dress = {'category': 'dress', 'image': 'b.jpg'}
    points = np.arange(30.0).reshape(15, 2)
    shares = np.linspace(0, 1, 15)
    b = replace(skirt, **dress, keypoints=points, scores=shares, presence=shares)
    folder = tmp_path / 'out'
    write_table(prediction_rows([skirt]), str(folder), 'part-0.parquet')
    write_table(prediction_rows([b, b]), str(folder), 'part-1.parquet')
    write_table(pa.table({'error': ['c']}), str(folder / '_errors'), 'part-0.parquet')
    (folder / '.1.tmp').write_bytes(b'PAR1')
    return folder


def test_a_column_for_each_number(skirt):
    row = prediction_rows([skirt]).to_pylist()[0]
    values = {name: value for name, value in row.items() if value is not None}
    assert values == {
        'image': 'a.jpg',
        'width': 300,
        'height': 400,
        'category': 'skirt',
        'category_score': 0.75,
        'calibrated': False,
        **{'box_x0': 0, 'box_y0': 0, 'box_x1': 300, 'box_y1': 400.5},
        **{'prob_skirt': 0.75, 'prob_dress': 0.25},
        **{'waistband_left_x': 10.25, 'waistband_left_y': 20},
        **{'waistband_left_score': 0.875, 'waistband_left_presence': 1},
        **{'waistband_right_x': 100.25, 'waistband_right_y': -100},
        **{'waistband_right_score': 0.75, 'waistband_right_presence': 0.5},
        **{'hemline_left_x': 0, 'hemline_left_y': 380},
        **{'hemline_left_score': 0.5, 'hemline_left_presence': 0.25},
        **{'hemline_right_x': 310, 'hemline_right_y': 385},
        **{'hemline_right_score': 0.25, 'hemline_right_presence': 0},
    }
    assert len(row) == 5 + 4 + 1 + 5 + 24 * 4


def test_columns_of_lengths(skirt):
    """The waist is 90 wide and falls by 120: 150 pixels."""
    assert prediction_rows([skirt], Reference()).to_pylist()[0]['waist_pixels'] == 150
    assert not any(name.endswith('_cm') for name in schema(Reference()).names)
    row = prediction_rows([skirt], Reference({'waist': 75})).to_pylist()[0]
    assert (row['waist_cm'], row['hem_cm'], row['hem_pixels']) == (75, None, None)
    assert (row['waist_margin_pixels'], row['waist_margin_cm']) == (None, None)


def test_columns_of_margins(skirt):
    skirt = replace(skirt, calibrated=True)
    row = prediction_rows([skirt], Reference(cm_per_pixel=0.5)).to_pylist()[0]
    lengths = skirt.lengths(Reference(cm_per_pixel=0.5))
    assert row['waist_margin_pixels'] == pytest.approx(lengths.pixel_margins['waist'])
    assert row['waist_margin_cm'] == pytest.approx(0.5 * row['waist_margin_pixels'])
    assert row['hem_margin_pixels'] is None
    assert 'waist_margin_cm' not in schema(Reference()).names


def test_files_of_earlier_versions_do_not_say_that_scores_are_calibrated(skirt, tmp_path):
    skirt = replace(skirt, calibrated=True)
    table = prediction_rows([skirt])
    write_table(table, str(tmp_path), 'a.parquet')
    write_table(table.drop_columns('calibrated'), str(tmp_path), 'b.parquet')
    assert [garment.calibrated for garment in read_parquet(tmp_path)] == [True, False]


def test_predictions_survive_writing_and_reading(folder, skirt):
    garments = read_parquet(folder)
    assert [garment.image for garment in garments] == ['a.jpg', 'b.jpg', 'b.jpg']
    assert garments[0].as_dict() == skirt.as_dict()
    assert garments[1].keypoints.tolist() == np.arange(30.0).reshape(15, 2).tolist()


def test_commands_read_parquet_like_json_lines(folder, skirt, tmp_path, capsys):
    write_jsonl(tmp_path / 'a.jsonl', [skirt])
    part = folder / 'part-0.parquet'
    assert measure_file(part)[0].lengths.pixels['waist'] == 150
    assert measure_file(part) == measure_file(tmp_path / 'a.jsonl')
    ours, theirs = read_member(part), read_member(tmp_path / 'a.jsonl')
    np.testing.assert_array_equal(ours.scores, theirs.scores)
    np.testing.assert_array_equal(ours.table.keypoints, theirs.table.keypoints)
    assert main(['measure', str(folder)]) == 0
    assert 'b.jpg (dress)' in capsys.readouterr().out


def test_other_programs_read_the_folder(folder):
    pandas = pytest.importorskip('pandas')
    frame = pandas.read_parquet(folder)
    assert frame['image'].tolist() == ['a.jpg', 'b.jpg', 'b.jpg']
    assert frame['hemline_left_y'][0] == 380


def test_a_malformed_file_or_row_is_named(folder, skirt):
    with pytest.raises(FileNotFoundError, match='nothing'):
        read_parquet(folder / 'nothing.parquet')
    table = prediction_rows([skirt])
    table = table.set_column(table.schema.names.index('hemline_left_x'), 'hemline_left_x', [[None]])
    write_table(table, str(folder), 'part-2.parquet')
    with pytest.raises(ValueError, match=r'part-2\.parquet: row 0: .*hemline_left\.x = None'):
        read_parquet(folder)
    (folder / 'part-1.parquet').write_bytes(b'PAR1PAR1')
    with pytest.raises(ValueError, match=r'part-1\.parquet: '):
        read_parquet(folder)


def test_a_damaged_file_raises_value_error_with_its_name(skirt, tmp_path):
    write_table(prediction_rows([skirt]), str(tmp_path), 'a.parquet')
    rng, path = random.Random(0), tmp_path / 'a.parquet'
    whole, refused = path.read_bytes(), 0
    for _ in range(300):
        damaged = bytearray(whole[: rng.choice((len(whole), rng.randrange(len(whole))))])
        for _ in range(3 if damaged else 0):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        path.write_bytes(damaged)
        reason = ''
        try:  # some damage is to numbers alone
            read_parquet(path)
        except ValueError as error:
            reason = str(error)
            refused += 1
        assert not reason or 'a.parquet: ' in reason
    assert refused > 150
