"""What ``fashionkp convert`` reads, and folders for annotation tools."""

import json

import cv2
import numpy as np
import pytest

from fashionkp.cli.convert_sources import FOREIGN, read_source
from fashionkp.cli.main import main
from fashionkp.predictions.jsonl import write_jsonl
from fashionkp.predictions.table import table_predictions


@pytest.fixture
def table(csv_row, csv_file, tmp_path):
    for name in ('skirt/a', 'dress/b'):
        path = tmp_path / 'Images' / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((50, 40, 3), np.uint8))
    rows = csv_row('skirt', 'a', hemline_left='1_2_0'), csv_row('dress', 'b')
    return csv_file(*rows)


FILES = {'coco': '', 'cvat': 'annotations.xml', 'label-studio': 'tasks.json'}


@pytest.mark.parametrize('name', FOREIGN)
def test_each_format_is_written_and_read_back(table, tmp_path, name, capsys):
    out, back = tmp_path / ('out.json' if name == 'coco' else 'out'), tmp_path / 'back.csv'
    assert main(['convert', str(table), '--to', name, '-o', str(out)]) == 0
    source = out / FILES[name] if FILES[name] else out
    assert main(['convert', str(source), '--from', name, '-o', str(back)]) == 0
    assert back.read_bytes() == table.read_bytes()
    assert capsys.readouterr().out == f'{out}: 2 images\n{back}: 2 images\n'


def test_cvat_files_are_known_by_their_suffixes(table, tmp_path):
    out = tmp_path / 'out'
    assert main(['convert', str(table), '--to', 'cvat', '-o', str(out)]) == 0
    for name in ('annotations.xml', 'coco_keypoints.zip'):
        back = tmp_path / f'{name}.csv'
        assert main(['convert', str(out / name), '-o', str(back)]) == 0
        assert back.read_bytes() == table.read_bytes()


def test_predictions_are_to_be_corrected(table, tmp_path):
    labels = read_source([table], 'fashionai').table
    predictions, out = tmp_path / 'a.jsonl', tmp_path / 'out'
    [first, _] = table_predictions(labels)
    first = type(first)(**{
        **vars(first), 'size': (40, 50), 'box': (0, 0, 9, 9), 'scores': np.full(4, 0.5),
        'category_score': 0.9,
    })  # fmt: skip
    write_jsonl(predictions, [first, first])
    arguments = ['convert', str(predictions), '--to', 'label-studio', '-o', str(out)]
    assert main([*arguments, '--image-url', 's3://shop/']) == 0
    [task] = json.loads((out / 'tasks.json').read_text())
    assert task['data']['image'] == 's3://shop/Images/skirt/a.jpg'
    [prediction] = task['predictions']
    assert prediction['score'] == 0.5
    assert [item['id'] for item in prediction['result']][::2] == ['garment1', 'garment2']


def test_images_of_predictions_are_looked_for_in_the_working_folder(table, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    out = tmp_path / 'new' / 'labels.csv'
    arguments = ['convert', str(table), '--from', 'predictions', '-o', str(out)]
    assert main(arguments) == 0
    assert '1_2_1' in out.read_text()
    assert (out.parent / 'Images' / 'skirt' / 'a.jpg').is_file()
    assert main([*arguments[:-1], str(tmp_path / 'out'), '--to', 'cvat']) == 0


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (('a.csv', '--to', 'cvat', '-o', 'a.xml'), 'expected .csv files'),
        (('a.csv', '--to', 'coco', '-o', 'a.csv'), 'expected .csv files'),
        (('a.csv', '--to', 'coco', '-o', 'out'), 'expected .csv files'),
        (('a.csv', '-o', 'a.json', '--image-url', 'x'), '--image-url is for Label Studio'),
        (('a.csv', '-o', 'out', '--map', 'x'), '--map is for files of other programs'),
    ],
)
def test_unclear_formats_and_options_are_refused(arguments, message, capsys):
    assert main(['convert', *arguments]) == 2
    assert message in capsys.readouterr().err
