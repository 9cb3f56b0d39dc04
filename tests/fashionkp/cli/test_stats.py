"""``fashionkp stats``."""

import json

import cv2
import pytest

from fashionkp.cli.main import main


@pytest.fixture
def table(csv_file, csv_row):
    return csv_file(csv_row('skirt', 'a', waistband_left='1_2_1', waistband_right='101_2_0'))


def test_text_and_json_are_printed(table, capsys):
    assert main(['stats', str(table)]) == 0
    assert 'Key points of skirt' in capsys.readouterr().out
    assert main(['stats', str(table), '--json']) == 0
    numbers = json.loads(capsys.readouterr().out)
    assert numbers['categories']['skirt']['normalizing']['distance']['median'] == 100


def test_page_and_image_are_written(table, tmp_path, capsys):
    page, sheet = tmp_path / 'page.html', tmp_path / 'sheet.png'
    assert main(['stats', str(table), '--html', str(page), '--png', str(sheet)]) == 0
    assert page.read_text().startswith('<!doctype html>')
    assert cv2.imread(str(sheet)).shape[1] == 1300
    assert str(page) not in capsys.readouterr().out


def test_unreadable_data_have_exit_status_2(tmp_path, csv_file, capsys):
    assert main(['stats', str(tmp_path / 'no.csv')]) == 2
    assert main(['stats', str(csv_file('a.jpg,coat', header=None))]) == 2
    assert "image_category = 'coat'" in capsys.readouterr().err
