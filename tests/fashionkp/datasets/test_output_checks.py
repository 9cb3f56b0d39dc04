"""No command writes over the tables and images that it reads."""

import os

import cv2
import numpy as np
import pytest

from fashionkp.cli.main import main
from fashionkp.datasets.output_checks import check_outputs
from fashionkp.synthetic.dataset import write_dataset


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / 'data'
    write_dataset(folder, 12, 0, category='skirt')
    table = folder / 'Annotations' / 'train.csv'
    for name in ('page.html', 'chart.png', 'copy.csv'):
        (tmp_path / name).symlink_to(table)
    (tmp_path / 'photo.html').symlink_to(next(folder.rglob('*.jpg')))
    return folder


def _content(folder):
    return {path: path.read_bytes() for path in folder.rglob('*') if path.is_file()}


@pytest.mark.parametrize(
    'arguments',
    [
        'doctor data --no-images --html data/Annotations/train.csv',
        'doctor data --no-images --html page.html',
        'doctor data --no-images --html photo.html',
        'doctor data --no-images --fix copy.csv',
        'stats data --no-images --html data/Annotations/train.csv',
        'stats data --no-images --html page.html',
        'stats data --no-images --png chart.png',
        'report --gt data --pred data/Annotations/train.csv -o data/Annotations/train.csv',
        'report --gt data --pred data/Annotations/train.csv -o photo.html',
        'browse data -o chart.png',
        'browse data -o photo.html',
        'convert data -o chart.json',
        'convert data/Annotations/train.csv coco.csv -o coco.csv',
        'split data -o data/Annotations --share 0.5',
    ],
)
def test_an_output_that_is_an_input_is_refused_before_any_work(
    data, tmp_path, monkeypatch, capsys, arguments
):
    (tmp_path / 'chart.json').symlink_to(data / 'Annotations' / 'train.csv')
    os.link(data / 'Annotations' / 'train.csv', tmp_path / 'coco.csv')
    monkeypatch.chdir(tmp_path)
    before = _content(tmp_path)
    assert main(arguments.split()) == 2
    captured = capsys.readouterr()
    assert captured.out == ''
    assert len(captured.err.splitlines()) == 1
    assert _content(tmp_path) == before


def test_an_old_output_inside_the_data_is_replaced(data, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sheet = data / 'sheet.png'
    cv2.imwrite(str(sheet), np.zeros((3, 3), np.uint8))
    check_outputs([sheet, data / 'new.html'], data)


def test_an_output_that_cannot_be_written_is_named_before_the_work(data, tmp_path, capsys):
    output = tmp_path / 'photo.html' / 'page.html'  # in a file
    for arguments in (['doctor', str(data), '--html'], ['stats', str(data), '--html']):
        assert main([*arguments, str(output)]) == 2
        captured = capsys.readouterr()
        assert captured.out == ''
        assert str(output) in captured.err


def test_malformed_rows_do_not_hide_the_table(data, tmp_path):
    table = data / 'Annotations' / 'train.csv'
    table.write_text(table.read_text() + 'malformed\n')
    with pytest.raises(ValueError, match=r'train\.csv'):
        check_outputs([table], data)


def test_without_data_an_existing_output_may_be_written_over(tmp_path):
    (tmp_path / 'sheet.png').touch()
    check_outputs([tmp_path / 'sheet.png'], inputs=[tmp_path / 'config.py'])
