"""Odd and bad pictures in one folder: the good ones are not lost, and none takes all memory."""

import json
import os
import subprocess

import odd_pictures
import pytest

from fashionkp.cli.main import main
from fashionkp.doctor import examine

pytestmark = pytest.mark.faults

MOST_MEMORY = 1_000_000  # kB; decoding 20,000 x 20,000 pixels takes 2.4 GB
READABLE, UNREADABLE = odd_pictures.readable(), odd_pictures.unreadable()


@pytest.fixture
def shop(tmp_path):
    """A folder of all of them, with a table that names each."""
    folder = tmp_path / 'shop'
    folder.mkdir()
    rows = ['image_id,image_category']
    for name, data in {**READABLE, **{n: data for n, (data, _) in UNREADABLE.items()}}.items():
        (folder / name).write_bytes(data)
        rows.append(f'{name},skirt')
    (folder / 'test.csv').write_text('\n'.join([*rows, '']))
    return folder


def test_bad_pictures_are_skipped_and_the_others_predicted(shop, hand_model, program, tmp_path):
    out, errors = tmp_path / 'out.jsonl', tmp_path / 'errors.txt'
    command = [*program, 'predict', str(shop), '--model', str(hand_model.path), '-o', str(out)]
    with errors.open('w') as file:
        process = subprocess.Popen(command, stderr=file)
        _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 1, errors.read_text()
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row['image'] for row in rows] == sorted(str(shop / name) for name in READABLE)
    assert {tuple(row['size']) for row in rows} == {odd_pictures.SIZE}
    told = [line for line in errors.read_text().splitlines() if 'skipped' in line]
    assert len(told) == len(UNREADABLE)
    for name, (_, reason) in UNREADABLE.items():
        assert any(f'cannot read picture {shop / name}: ' in t and reason in t for t in told)
    assert used.ru_maxrss < MOST_MEMORY


def test_the_doctor_tells_which_are_bad_and_which_are_odd(shop):
    found = examine(shop).findings
    unreadable = {finding.path.name: finding.text for finding in found['unreadable-picture']}
    lines = (shop / 'test.csv').read_text().splitlines()
    bad = {lines[f.line - 1].split(',')[0]: f.text for f in found['unreadable-picture']}
    assert bad.keys() == UNREADABLE.keys(), unreadable
    for name, (_, reason) in UNREADABLE.items():
        assert reason in bad[name]
    for check, name in (('ink-picture', 'cmyk.jpg'), ('turned-picture', 'turned.jpg')):
        assert [lines[f.line - 1].split(',')[0] for f in found[check]] == [name]


def test_odd_pictures_are_drawn(shop):
    rows = [f'{name},skirt' for name in READABLE]
    (shop / 'test.csv').write_text('\n'.join(['image_id,image_category', *rows, '']))
    assert main(['browse', str(shop), '-o', str(shop / 'sheet.png')]) == 0


@pytest.mark.parametrize('name', UNREADABLE)
def test_a_bad_picture_on_a_sheet_is_named_with_its_row(name, shop, capsys):
    (shop / 'test.csv').write_text(f'image_id,image_category\n{name},skirt\n')
    assert main(['browse', str(shop), '-o', str(shop / 'sheet.png')]) == 2
    (told,) = capsys.readouterr().err.splitlines()
    assert f'{name} (test.csv:2): ' in told
    assert UNREADABLE[name][1] in told
