"""One reader for all files of predictions."""

import pytest

import fashionkp
from fashionkp.fileio.object_store import write_table
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.parquet import prediction_rows
from fashionkp.predictions.table import write_csv


def test_every_format_is_read_by_its_ending(skirt, tmp_path):
    pytest.importorskip('pyarrow')
    write_jsonl(tmp_path / 'a.jsonl', [skirt])
    write_csv(tmp_path / 'a.csv', [skirt])
    write_table(prediction_rows([skirt]), str(tmp_path / 'folder'), 'a.parquet')
    for name in ('a.jsonl', 'a.csv', 'folder/a.parquet', 'folder'):
        (found,) = fashionkp.read_predictions(tmp_path / name)
        assert (found.image, found.category) == (skirt.image, skirt.category)
        assert found.keypoints.tolist() == skirt.keypoints.tolist()


def test_endings_may_be_in_large_letters(skirt, tmp_path):
    pytest.importorskip('pyarrow')
    write_jsonl(tmp_path / 'a.JSONL', [skirt])
    write_csv(tmp_path / 'a.CSV', [skirt])
    write_table(prediction_rows([skirt]), str(tmp_path), 'a.Parquet')
    for name in ('a.JSONL', 'a.CSV', 'a.Parquet'):
        assert [found.image for found in read_predictions(tmp_path / name)] == [skirt.image]


def test_another_file_is_refused(tmp_path):
    with pytest.raises(ValueError, match=r'a\.txt: .*\.jsonl, \.csv, \.parquet'):
        read_predictions('a.txt')
    with pytest.raises(FileNotFoundError, match=r'a\.jsonl'):
        read_predictions(tmp_path / 'a.jsonl')
