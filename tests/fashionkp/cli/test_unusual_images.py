"""Unusual and unreadable images in one folder: the others are processed, in bounded memory."""

import json
import subprocess

import pytest
import unusual_images

from fashionkp.cli.main import main
from fashionkp.doctor import run_checks

pytestmark = pytest.mark.faults

MAX_MEMORY = 1_000_000  # kB; decoding 20,000 x 20,000 pixels takes 2.4 GB
# Printed by the process itself: what the system reports after its end includes the tests' memory.
STATUS = "[*open('/proc/self/status')] if sys.platform == 'linux' else ['']"
PRINT_STATUS = f"; print(*({STATUS}), sep=''); sys.exit(status)"
READABLE, UNREADABLE = unusual_images.readable(), unusual_images.unreadable()


@pytest.fixture
def shop(tmp_path):
    """A folder with all of them, and a table that lists them."""
    folder = tmp_path / 'shop'
    folder.mkdir()
    rows = ['image_id,image_category']
    for name, data in {**READABLE, **{n: data for n, (data, _) in UNREADABLE.items()}}.items():
        (folder / name).write_bytes(data)
        rows.append(f'{name},skirt')
    (folder / 'test.csv').write_text('\n'.join([*rows, '']))
    return folder


def test_unreadable_images_are_skipped_and_the_others_predicted(
    shop, hand_model, program, tmp_path
):
    out = tmp_path / 'out.jsonl'
    *python, script = program
    script = script.replace(
        'sys.exit(main(sys.argv[1:]))', f'status = main(sys.argv[1:]){PRINT_STATUS}'
    )
    command = [*python, script, 'predict', str(shop), '--model', str(hand_model.path)]
    done = subprocess.run([*command, '-o', str(out)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 1, done.stderr
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row['image'] for row in rows] == sorted(str(shop / name) for name in READABLE)
    assert {tuple(row['size']) for row in rows} == {unusual_images.SIZE}
    messages = [
        line
        for line in done.stderr.splitlines()
        if 'skipped' in line and 'file skipped (' not in line
    ]
    assert len(messages) == len(UNREADABLE)
    for name, (_, reason) in UNREADABLE.items():
        (message,) = [line for line in messages if str(shop / name) in line]
        assert reason in message
    (peak,) = [line for line in done.stdout.splitlines() if line.startswith('VmHWM')] or [
        'VmHWM: 0'
    ]
    assert int(peak.split()[1]) < MAX_MEMORY


def test_the_doctor_names_unreadable_and_unusual_images(shop):
    findings = run_checks(shop).findings
    lines = (shop / 'test.csv').read_text().splitlines()
    texts = {lines[f.line - 1].split(',')[0]: f.text for f in findings['unreadable-picture']}
    assert texts.keys() == UNREADABLE.keys()
    for name, (_, reason) in UNREADABLE.items():
        assert reason in texts[name]
    for check, name in (('ink-picture', 'cmyk.jpg'), ('turned-picture', 'turned.jpg')):
        assert [lines[f.line - 1].split(',')[0] for f in findings[check]] == [name]


def test_unusual_images_are_drawn(shop):
    rows = [f'{name},skirt' for name in READABLE]
    (shop / 'test.csv').write_text('\n'.join(['image_id,image_category', *rows, '']))
    assert main(['browse', str(shop), '-o', str(shop / 'sheet.png')]) == 0


@pytest.mark.parametrize('name', UNREADABLE)
def test_an_unreadable_image_on_a_sheet_is_named_with_its_row(name, shop, capsys):
    (shop / 'test.csv').write_text(f'image_id,image_category\n{name},skirt\n')
    assert main(['browse', str(shop), '-o', str(shop / 'sheet.png')]) == 2
    (message,) = capsys.readouterr().err.splitlines()
    assert f'{name} (test.csv:2): ' in message
    assert UNREADABLE[name][1] in message
