"""The output of a local run: files, drawings, standard output."""

import json
from pathlib import Path

import cv2
import pytest

from fashionkp.annotations import read_submission
from fashionkp.inference.drawings import Drawings
from fashionkp.inference.inputs import Inputs
from fashionkp.inference.outputs import OutputFiles, check_images
from fashionkp.inference.pipeline import predict_images
from fashionkp.inference.source_image import SourceImage
from fashionkp.measurements import Reference
from fashionkp.predictions.jsonl import read_jsonl
from fashionkp.predictions.writer import PredictionWriter


def broken():
    raise ValueError('b.jpg: cut off')


@pytest.fixture
def images(image):
    return [
        SourceImage('x/a.jpg', image),
        SourceImage('b.jpg', broken),
        SourceImage('c.webp', image),
    ]


def run(output, images, model, on_error=pytest.fail):
    """Predict the images and write the results; returns the number of failed images."""
    output.start()
    return output.write(predict_images(model, output.remaining(images), 1), on_error)


def test_all_files_at_once(images, fake_model, tmp_path):
    lines, table, drawings = tmp_path / 'a.jsonl', tmp_path / 'b.csv', tmp_path / 'drawn'
    output = OutputFiles(PredictionWriter([str(lines), str(table)], {}), [Drawings(drawings)])
    errors = []
    assert run(output, images, fake_model(), errors.append) == 1
    assert errors == ['b.jpg: cut off']
    assert [garment.image for garment in read_jsonl(lines)] == ['x/a.jpg', 'c.webp']
    assert [*read_submission(table).image_ids] == ['x/a.jpg', 'c.webp']
    for name in ('x/a.jpg', 'c.webp.jpg'):
        height, width = cv2.imread(str(drawings / name)).shape[:2]
        assert height == 800  # 40 x 60 pixels enlarged
        assert width > 800 * 40 / 60


def test_without_files_lines_go_to_standard_output(images, fake_model, capsys):
    assert run(OutputFiles(measurements=Reference()), images, fake_model(), id) == 1
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row['image'] for row in rows] == ['x/a.jpg', 'c.webp']
    assert 'measurements' in rows[0]


def test_drawings_alone_print_nothing(images, fake_model, tmp_path, capsys):
    run(OutputFiles(drawings=[Drawings(tmp_path)]), images, fake_model(), id)
    assert capsys.readouterr().out == ''


def test_an_interrupted_run_leaves_no_file_and_is_resumed_in_order(images, fake_model, tmp_path):
    path = str(tmp_path / 'a.jsonl')

    def interrupt(error):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(OutputFiles(PredictionWriter([path], {})), images, fake_model(), interrupt)
    assert not Path(path).exists()
    model = fake_model()
    images[1] = SourceImage('b.jpg', images[0].read)
    assert run(OutputFiles(PredictionWriter([path], {}, resume=True)), images, model) == 0
    assert [[query.name for query in batch] for batch in model.batches] == [['b.jpg'], ['c.webp']]
    assert [garment.image for garment in read_jsonl(path)] == ['x/a.jpg', 'b.jpg', 'c.webp']


def test_an_image_given_twice_comes_twice(images, fake_model, tmp_path):
    path = str(tmp_path / 'a.jsonl')
    run(OutputFiles(PredictionWriter([path], {})), [images[0]] * 2, fake_model())
    assert [garment.image for garment in read_jsonl(path)] == ['x/a.jpg', 'x/a.jpg']


def test_images_that_a_submission_cannot_have_are_refused_beforehand(tmp_path):
    path = tmp_path / 'a.jpg'
    path.touch()
    with pytest.raises(ValueError, match=r'out\.csv: .*a\.jpg'):
        check_images(['out.csv'], Inputs(path))
    check_images(['out.jsonl'], Inputs([path, path]))
    check_images([], Inputs([path, path]))


def test_several_garments_are_refused_for_a_submission(tmp_path):
    (tmp_path / 'a.jpg').touch()
    inputs = Inputs(tmp_path)
    with pytest.raises(ValueError, match=r'out\.csv: .*one garment for each image'):
        check_images(['out.csv'], inputs, several_garments=True)
    check_images(['out.jsonl'], inputs, several_garments=True)


@pytest.mark.parametrize('output', ['out.csv', 's3://bucket/out.csv?region=eu'])
def test_a_submission_is_recognized_despite_the_options_of_a_uri(output, tmp_path):
    (tmp_path / 'a.jpg').touch()
    with pytest.raises(ValueError, match=r'a\.jpg'):
        check_images([output], Inputs(tmp_path))


@pytest.mark.parametrize('output', ['out.csv', 'out'])
def test_an_image_given_twice_is_refused_for_a_submission_and_a_folder(
    output, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    Path('a.jpg').touch()
    with pytest.raises(ValueError, match=r"'a\.jpg' is given twice"):
        check_images([output], Inputs(['a.jpg', 'a.jpg']))


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """Tables that have an image in common: a and b with one category, c with another."""
    monkeypatch.chdir(tmp_path)
    for name, category in (('a', 'skirt'), ('b', 'skirt'), ('c', 'dress')):
        Path(f'{name}.csv').write_text(f'image_id,image_category\nImages/x.jpg,{category}\n')
    Path('Images').mkdir()
    Path('Images/x.jpg').touch()
    Path('other').mkdir()
    Path('other/a.csv').write_text(Path('a.csv').read_text())


@pytest.mark.parametrize('output', ['out.jsonl', 'out.parquet', 'out.csv', 'out'])
@pytest.mark.parametrize('other', ['c.csv', 'other/a.csv', 'Images/x.jpg'])
def test_a_name_of_different_images_is_refused(output, other, tables):
    with pytest.raises(ValueError, match=r"'Images/x\.jpg' is given twice"):
        check_images([output], Inputs(['a.csv', other]))
    check_images([], Inputs(['a.csv', other]))


def test_the_same_image_in_two_tables_is_not_refused_for_lines(tables):
    check_images(['out.jsonl'], Inputs(['a.csv', 'b.csv']))
    check_images(['out.jsonl'], Inputs(['a.csv', 'c.csv'], category='auto'))


def test_rows_of_parquet_files_may_repeat_but_not_differ(tables):
    pa = pytest.importorskip('pyarrow')
    pq = pytest.importorskip('pyarrow.parquet')
    for name, file in (('a', 'x'), ('b', 'y')):
        pq.write_table(pa.table({'image_id': ['1'], 'path': [f'{file}.jpg']}), f'{name}.parquet')
    check_images(['out.jsonl'], Inputs(['a.parquet', 'a.parquet']))
    with pytest.raises(ValueError, match="'1' is given twice"):
        check_images(['out.jsonl'], Inputs(['a.parquet', 'b.parquet']))
