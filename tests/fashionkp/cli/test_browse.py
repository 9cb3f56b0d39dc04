"""``fashionkp browse`` on data; the view of a config is tested with the plugin."""

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
    for name in 'ab':
        path = tmp_path / 'Images' / 'skirt' / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((40, 30, 3), np.uint8))
    return csv_file(*(csv_row('skirt', name, waistband_left='3_4_1') for name in 'ab'))


def test_it_draws_a_table_and_says_where(table, tmp_path, capsys):
    out = tmp_path / 'deep' / 'sheet.png'
    assert main(['browse', str(table), '-o', str(out), '--num', '1', '--seed', '3']) == 0
    assert capsys.readouterr().out == f'{out}\n'
    expected = image_sheet(random_samples(read_annotations(table), 1, seed=3))
    np.testing.assert_array_equal(cv2.imread(str(out)), expected)


def test_a_page_has_every_image_and_no_other_file(table, tmp_path, capsys):
    out = tmp_path / 'page.html'
    assert main(['browse', str(table), '-o', str(out), '--category', 'skirt']) == 0
    text = out.read_text()
    assert text.count('<img') == text.count('src="data:image/jpeg;base64,') == 2
    assert 'a.csv, skirt</h1>' in text
    for line in (2, 3):
        assert f'<figcaption>skirt, a.csv:{line}</figcaption>' in text


def test_a_name_that_cannot_be_written_is_refused_before_anything_is_drawn(tmp_path, capsys):
    assert main(['browse', str(tmp_path / 'none.csv'), '-o', str(tmp_path / 'a.svg')]) == 2
    assert 'a.svg: expected a file name that ends with one of .png' in capsys.readouterr().err


def test_an_archive_will_do_and_needs_no_torch(table, tmp_path):
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


@pytest.mark.parametrize('option', [['--variants', '2'], ['--cfg-options', 'a=1']])
def test_options_for_a_config_are_refused_for_data(table, tmp_path, option, capsys):
    assert main(['browse', str(table), '-o', str(tmp_path / 'a.png'), *option]) == 2
    assert 'a data set has no pipeline' in capsys.readouterr().err


@pytest.mark.parametrize('num', ['0', '-1', 'many'])
def test_a_number_that_makes_no_sense_is_refused(table, num, capsys):
    with pytest.raises(SystemExit) as stop:
        main(['browse', str(table), '-o', 'a.png', '--num', num])
    assert stop.value.code == 2
    assert f"--num: expected a number from 1, got '{num}'" in capsys.readouterr().err


def test_a_missing_table_is_named(tmp_path, capsys):
    assert main(['browse', str(tmp_path / 'no.csv'), '-o', str(tmp_path / 'a.png')]) == 2
    assert 'no.csv: no such file' in capsys.readouterr().err


def test_rows_that_the_doctor_finds(table, tmp_path, capsys):
    rows = table.read_text().splitlines()
    path, out = tmp_path / 'found.csv', tmp_path / 'found.html'
    path.write_text('\n'.join([*rows, rows[1]]))
    assert main(['browse', str(path), '-o', str(out), '--finding', 'repeated-row']) == 0
    assert 'found.csv:2' not in out.read_text()
    assert 'found.csv:4' in out.read_text()
    assert main(['browse', str(path), '-o', str(out), '--finding', 'mirrored']) == 2
    assert 'found.csv: no rows with finding mirrored' in capsys.readouterr().err
