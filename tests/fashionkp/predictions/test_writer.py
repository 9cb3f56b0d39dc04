"""One writer for all formats, which resumes interrupted runs."""

from dataclasses import replace

import pytest

from fashionkp.measurements import Reference
from fashionkp.predictions import part_writer
from fashionkp.predictions.files import read_predictions
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.table import write_csv
from fashionkp.predictions.writer import PredictionWriter, check_output_names, is_folder

SETTINGS = {'model': 'm'}


def add(writer, skirt, *names):
    for name in names:
        writer.add(name, [replace(skirt, image=name)])


@pytest.fixture
def small_parts(monkeypatch):
    """Store a part after each image."""
    monkeypatch.setattr(part_writer, 'PART_IMAGES', 1)


def test_files_are_what_the_writers_of_their_formats_write(skirt, tmp_path):
    pytest.importorskip('pyarrow')
    outputs = [str(tmp_path / f'out.{kind}') for kind in ('jsonl', 'csv', 'parquet')]
    writer = PredictionWriter(outputs, SETTINGS, Reference())
    assert writer.start() == set()
    add(writer, skirt, 'b', 'a')
    writer.add('c', [], 'c: cut off')
    writer.finish(['a', 'b', 'c'])
    expected = [replace(skirt, image='a'), replace(skirt, image='b')]
    write_jsonl(tmp_path / 'a.jsonl', expected, Reference())
    write_csv(tmp_path / 'a.csv', expected)
    for suffix in ('jsonl', 'csv'):
        assert (tmp_path / f'out.{suffix}').read_bytes() == (tmp_path / f'a.{suffix}').read_bytes()
    assert [g.as_dict() for g in read_predictions(outputs[2])] == [g.as_dict() for g in expected]
    assert len([*tmp_path.iterdir()]) == 5


def test_endings_may_be_in_large_letters(skirt, tmp_path):
    writer = PredictionWriter([str(tmp_path / 'out.CSV')], SETTINGS)
    writer.start()
    add(writer, skirt, 'a')
    writer.finish(['a'])
    assert [garment.image for garment in read_predictions(tmp_path / 'out.CSV')] == ['a']


@pytest.mark.usefixtures('small_parts')
@pytest.mark.parametrize('name', ['out.jsonl', 'out.csv', 'out.parquet', 'out'])
def test_an_interrupted_run_is_resumed(name, skirt, tmp_path):
    if 'csv' not in name and 'jsonl' not in name:
        pytest.importorskip('pyarrow')
    output = str(tmp_path / name)
    writer = PredictionWriter([output], SETTINGS)
    writer.start()
    add(writer, skirt, 'a', 'c')
    assert not (tmp_path / name).is_file()
    writer = PredictionWriter([output], SETTINGS, resume=True)
    assert writer.start() == {'a', 'c'}
    add(writer, skirt, 'b')
    writer.finish(['a', 'b', 'c'])
    found = [garment.image for garment in read_predictions(output)]
    assert (sorted(found) if name == 'out' else found) == ['a', 'b', 'c']
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.usefixtures('small_parts')
def test_without_resume_a_run_starts_over(skirt, tmp_path):
    output = str(tmp_path / 'out.jsonl')
    writer = PredictionWriter([output], SETTINGS)
    add(writer, skirt, 'a')
    writer = PredictionWriter([output], {'model': 'another'})
    assert writer.start() == set()
    writer.finish(['a'])
    assert read_predictions(output) == []


@pytest.mark.usefixtures('small_parts')
def test_a_run_with_other_settings_is_not_resumed(skirt, tmp_path):
    output = str(tmp_path / 'out.jsonl')
    add(PredictionWriter([output], SETTINGS), skirt, 'a')
    with pytest.raises(ValueError, match='model: m there, n here'):
        PredictionWriter([output], {'model': 'n'}, resume=True).start()


def test_an_error_in_the_block_keeps_what_was_added(skirt, tmp_path):
    output = str(tmp_path / 'out.jsonl')

    def interrupted():
        with PredictionWriter([output], SETTINGS) as writer:
            add(writer, skirt, 'a')
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert not (tmp_path / 'out.jsonl').exists()
    assert PredictionWriter([output], SETTINGS, resume=True).start() == {'a'}


@pytest.mark.parametrize(
    ('outputs', 'reason'),
    [
        (['a.txt'], r'a\.txt: .*\.jsonl, \.csv, \.parquet'),
        ([], 'no output'),
        (['a', 'b'], 'a, b: .*one folder'),
        (['a', 'b.csv'], r'a, b\.csv: .*one folder'),
    ],
)
def test_other_outputs_are_refused(outputs, reason):
    with pytest.raises(ValueError, match=reason):
        check_output_names(outputs)


def test_an_existing_folder_is_a_folder_whatever_its_name(tmp_path):
    pytest.importorskip('pyarrow')
    folder = tmp_path / 'points.parquet'
    for location in (str(folder), f'file://{folder}'):
        assert not is_folder(location)
    folder.mkdir()
    (folder / 'a.parquet').touch()
    for location in (str(folder), f'file://{folder}'):
        assert is_folder(location)


def test_a_submission_in_an_object_store(skirt):
    pytest.importorskip('fsspec')
    pytest.importorskip('pyarrow')
    from fashionkp.fileio.folder import Folder

    writer = PredictionWriter(['fsspec+memory://shop/out.csv'], SETTINGS)
    assert writer.start() == set()
    add(writer, skirt, 'a')
    writer.finish(['a'])
    folder = Folder('fsspec+memory://shop')
    assert folder.names('') == ['out.csv']
    assert folder.read('out.csv').count(b'\n') == 2
