"""``fashionkp browse`` of data sets; that of configs is tested with the plugin."""

import subprocess
import sys

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.cli.main import main
from fashionkp.visualization.contact_sheet import image_sheet
from fashionkp.visualization.dataset_samples import random_samples


@pytest.fixture
def table(csv_row, csv_file, tmp_path):
    """Write a table of two skirts with black images."""
    for name in 'ab':
        path = tmp_path / 'Images' / 'skirt' / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((40, 30, 3), np.uint8))
    return csv_file(*(csv_row('skirt', name, waistband_left='3_4_1') for name in 'ab'))


def test_sheet_of_a_table_is_written_and_named(table, tmp_path, capsys):
    out = tmp_path / 'deep' / 'sheet.png'
    assert main(['browse', str(table), '-o', str(out), '--num', '1', '--seed', '3']) == 0
    assert capsys.readouterr().out == f'{out}\n'
    expected = image_sheet(random_samples(read_annotations(table), 1, seed=3))
    np.testing.assert_array_equal(cv2.imread(str(out)), expected)


def test_the_suffix_of_a_table_may_be_in_large_letters(table, tmp_path):
    table = table.rename(tmp_path / 'TRAIN.CSV')
    assert main(['browse', str(table), '-o', str(tmp_path / 'sheet.png')]) == 0


def test_page_has_all_images_embedded(table, tmp_path, capsys):
    out = tmp_path / 'page.html'
    assert main(['browse', str(table), '-o', str(out), '--category', 'skirt']) == 0
    text = out.read_text()
    assert text.count('<img') == text.count('src="data:image/jpeg;base64,') == 2
    assert 'a.csv, skirt</h1>' in text
    for line in (2, 3):
        assert f'<figcaption>skirt, a.csv:{line}</figcaption>' in text


def test_unknown_suffix_is_rejected_before_reading(tmp_path, capsys):
    assert main(['browse', str(tmp_path / 'none.csv'), '-o', str(tmp_path / 'a.svg')]) == 2
    assert 'a.svg: expected ' in capsys.readouterr().err


def test_folder_of_an_archive_works_without_torch(table, tmp_path):
    script = (
        'import sys; sys.modules["torch"] = sys.modules["mmengine"] = None\n'
        'from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
    )
    arguments = ['browse', str(tmp_path), '-o', str(tmp_path / 'a.jpg'), '--category', 'skirt']
    done = subprocess.run(
        [sys.executable, '-c', script, *arguments], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert cv2.imread(str(tmp_path / 'a.jpg')) is not None


@pytest.mark.parametrize(
    'option', [['--variants', '2'], ['--cfg-options', 'a=1'], ['--phase', 'val']]
)
def test_options_for_configs_are_rejected_for_data_sets(table, tmp_path, option, capsys):
    assert main(['browse', str(table), '-o', str(tmp_path / 'a.png'), *option]) == 2
    assert option[0] in capsys.readouterr().err


@pytest.mark.parametrize('num', ['0', '-1', 'many'])
def test_num_must_be_a_positive_integer(table, num, capsys):
    with pytest.raises(SystemExit) as stop:
        main(['browse', str(table), '-o', 'a.png', '--num', num])
    assert stop.value.code == 2
    assert f'--num: expected a positive integer, got {num!r}' in capsys.readouterr().err


def test_missing_table_is_named(tmp_path, capsys):
    assert main(['browse', str(tmp_path / 'no.csv'), '-o', str(tmp_path / 'a.png')]) == 2
    assert 'no.csv: no such file' in capsys.readouterr().err


def test_finding_selects_the_rows_of_a_check(table, tmp_path, capsys):
    rows = table.read_text().splitlines()
    path, out = tmp_path / 'found.csv', tmp_path / 'found.html'
    path.write_text('\n'.join([*rows, rows[1]]))
    assert main(['browse', str(path), '-o', str(out), '--finding', 'repeated-row']) == 0
    assert 'found.csv:2' not in out.read_text()
    assert 'found.csv:4' in out.read_text()
    assert main(['browse', str(path), '-o', str(out), '--finding', 'mirrored']) == 2
    assert 'mirrored' in capsys.readouterr().err
