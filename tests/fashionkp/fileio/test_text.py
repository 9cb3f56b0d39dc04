"""File names that are not UTF-8 or contain control characters: escaped in text, kept in JSON."""

import io
import json
import os
import sys

import cv2
import pytest

from fashionkp.cli.main import main
from fashionkp.fileio.text import escape_control_characters, json_text
from fashionkp.predictions.jsonl import read_jsonl

pytestmark = pytest.mark.faults


def test_printable_text_is_not_changed():
    for text in ('', 'Images/skirt/a b.jpg', 'Юбка 裙子 é', 'quo\'te \\ "'):
        assert escape_control_characters(text) == text


def test_control_characters_are_escaped():
    assert escape_control_characters('a\x1b[2J\r\n\x00\u202eb') == r'a\x1b[2J\r\n\x00\u202eb'
    assert escape_control_characters('a\n\x07', kept='\n') == 'a\n\\x07'


@pytest.mark.parametrize('name', ['a.jpg', 'é.jpg', '\udcff.jpg', 'é\udcff.jpg'])
def test_json_keeps_every_name_in_a_line_that_can_be_written(name):
    line = json_text({'image': name})
    assert json.loads(line.encode()) == {'image': name}
    assert ('é' in line) == ('é' in name and '\udcff' not in name)
    with pytest.raises(ValueError, match='not JSON compliant'):
        json_text([float('nan')])


@pytest.fixture
def unusual_names(tmp_path, image):
    """Return a folder of images with names that are not UTF-8, or control a terminal."""
    names = (b'\xff\xfe.jpg', b'\x1b[2J.jpg', b'two\nlines.jpg', b'=cmd.jpg', b'<b>.jpg')
    folder = tmp_path / 'images'
    folder.mkdir()
    for name in names:
        with open(os.path.join(os.fsencode(folder), name), 'wb') as file:
            file.write(cv2.imencode('.png', image())[1].tobytes())
    return folder


def test_predictions_keep_the_names(unusual_names, hand_model, tmp_path, monkeypatch):
    strict = io.TextIOWrapper(io.BytesIO(), encoding='utf-8', errors='strict')
    monkeypatch.setattr(sys, 'stdout', strict)
    command = ['predict', str(unusual_names), '--model', str(hand_model.path)]
    assert main([*command, '-o', str(tmp_path / 'out.jsonl')]) == 0
    predictions = read_jsonl(tmp_path / 'out.jsonl')
    names = {os.path.basename(os.fsencode(prediction.image)) for prediction in predictions}
    assert names == set(os.listdir(os.fsencode(unusual_names)))
    assert main(command) == 0
    printed = [json.loads(line)['image'] for line in strict.buffer.getvalue().splitlines()]
    assert {os.path.basename(os.fsencode(name)) for name in printed} == names


def test_lengths_of_an_image_are_one_line(unusual_names, hand_model, tmp_path, read_rows):
    lines = tmp_path / 'out.jsonl'
    main(['predict', str(unusual_names), '--model', str(hand_model.path), '-o', str(lines)])
    assert main(['measure', str(lines), '-o', str(tmp_path / 'out.csv')]) == 0
    names = sorted(row[0].rpartition('/')[2] for row in read_rows(tmp_path / 'out.csv')[1:])
    assert names == ['<b>.jpg', '=cmd.jpg', r'\udcff\udcfe.jpg', r'\x1b[2J.jpg', r'two\nlines.jpg']


def test_errors_do_not_move_the_cursor(tmp_path, capsys):
    assert main(['score', '--gt', f'{tmp_path}/\x1b[2J.csv', '--pred', 'b.csv']) == 2
    assert r'\x1b[2J.csv' in capsys.readouterr().err
