"""``fashionkp unpack``."""

import zipfile

from fashionkp.annotations import COLUMNS
from fashionkp.cli.main import main


def test_it_prints_the_data_sets(csv_row, tmp_path, capsys):
    path = tmp_path / 'train.zip'
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('a/train.csv', '\n'.join([','.join(COLUMNS), csv_row('skirt', 'a')]))
        archive.writestr('a/notes.txt', '')
    assert main(['unpack', str(path), str(tmp_path / 'out')]) == 0
    printed = capsys.readouterr()
    rows = [line.split() for line in printed.out.splitlines()]
    assert rows == [
        ['rows', 'labelled', 'images', 'missing', 'tables'],
        ['train', '1', '1', '0', '1', 'train.csv'],
    ]
    assert '1 files are neither' in printed.err


def test_a_missing_archive_is_named(tmp_path, capsys):
    assert main(['unpack', str(tmp_path / 'no.zip'), str(tmp_path / 'out')]) == 2
    assert 'no.zip' in capsys.readouterr().err


def test_tables_that_cannot_be_read_are_named(csv_row, tmp_path, capsys):
    header, row = ','.join(COLUMNS), csv_row('skirt', 'a')
    coat = csv_row('skirt', 'b').replace(',skirt,', ',coat,')
    path = tmp_path / 'train.zip'
    with zipfile.ZipFile(path, 'w') as archive:
        archive.writestr('a.csv', '\n'.join([header, row, coat]))
        archive.writestr('b.csv', '\n'.join([header, row]).replace(',', ';'))
    assert main(['unpack', str(path), str(tmp_path / 'out')]) == 0
    printed = capsys.readouterr().err
    assert 'train: b.csv: line 1: cells are separated by semicolons' in printed
    assert 'train: 1 malformed rows, which are not counted' in printed
    assert f'"fashionkp doctor {tmp_path / "out" / "train"}" lists them' in printed
