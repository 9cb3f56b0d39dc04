"""``fashionkp label``: what it serves, and its errors, each one line."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import cv2
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.cli.label import _session, parse_args
from fashionkp.cli.main import main

pytest.importorskip('fastapi')

JUMPSUIT = Path(__file__).parents[3] / 'docs' / 'jumpsuit.toml'


@pytest.fixture
def folder(tmp_path, image):
    for name in ('a.png', 'b.png'):
        cv2.imwrite(str(tmp_path / name), image('skirt'))
    return tmp_path


def error_of(capsys, *arguments):
    assert main(['label', '--port', '0', '--no-model', *map(str, arguments)]) == 2
    return capsys.readouterr().err


def test_what_is_saved_outlives_kill_and_is_opened_again(folder):
    command = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
    arguments = ['label', str(folder), '--no-model', '--port', '0']
    process = subprocess.Popen(
        [sys.executable, '-c', command, *arguments], stdout=subprocess.PIPE, text=True
    )
    line = process.stdout.readline()
    assert line.startswith(f'fashionkp label: 2 photos, saved to {folder}/labels.csv, at http://')
    url = line.split()[-1]
    with urllib.request.urlopen(f'{url}/label/photo?id=a.png') as response:
        version = json.load(response)['version']
    garment = dict(category='skirt', keypoints={'hemline_left': [7, 9, 0]})
    body = json.dumps(dict(id='a.png', garments=[garment], version=version))
    urllib.request.urlopen(f'{url}/label/save', body.encode()).close()
    process.kill()
    process.wait()
    assert read_annotations(folder / 'labels.csv').image_ids.tolist() == ['a.png']
    session = _session(parse_args([str(folder), '--no-model']))
    assert session.photo('a.png')['garments'] == [garment]
    assert list(session.photos) == ['a.png', 'b.png']


def test_declared_garments_are_labelled(folder):
    script = """
import sys
from pathlib import Path
from fashionkp.custom_garments import declare
declare([sys.argv[1]])
from fastapi.testclient import TestClient
from fashionkp.cli.label import _session, parse_args
from fashionkp.serving.label_app import create_label_app
client = TestClient(create_label_app(_session(parse_args([sys.argv[2], '--no-model']))))
points = client.get('/label/facts').json()['categories']['jumpsuit']['keypoints']
version = client.get('/label/photo?id=a.png').json()['version']
garment = dict(category='jumpsuit', keypoints={points[-1]: [3, 4, 1]})
client.post('/label/save', json=dict(id='a.png', garments=[garment], version=version))
print(Path(sys.argv[2], 'labels.csv').read_text().splitlines()[1])
"""
    arguments = [sys.executable, '-c', script, str(JUMPSUIT), str(folder)]
    done = subprocess.run(arguments, capture_output=True, text=True)
    assert done.stdout.startswith('a.png,jumpsuit,'), done.stderr
    assert '3_4_1' in done.stdout


def test_a_finding_chooses_photos(folder, csv_row, csv_file, capsys):
    rows = csv_row('skirt', 'a'), csv_row('skirt', 'b', hemline_left='9_9_1')
    csv_file(*(row.replace('Images/skirt/', '').replace('.jpg', '.png') for row in rows))
    table = folder / 'a.csv'
    arguments = [str(table), '--no-model', '--finding', 'nothing-annotated']
    assert list(_session(parse_args(arguments)).photos) == ['a.png']
    assert 'a.csv: no rows with finding mirrored' in error_of(
        capsys, table, '--finding', 'mirrored'
    )
    assert 'expected one of' in error_of(capsys, table, '--finding', 'mirror')


def test_errors_are_one_line(folder, tmp_path, capsys):
    assert 'none: expected' in error_of(capsys, tmp_path / 'none')
    assert 'out.txt: expected' in error_of(capsys, folder, '-o', folder / 'out.txt')
    elsewhere = folder / 'elsewhere' / 'labels.csv'
    assert 'elsewhere/labels.csv: expected' in error_of(capsys, folder, '-o', elsewhere)
    (folder / 'labels.csv').write_text('image_id,image_category\na.png,kilt\n')
    assert "labels.csv:2: image_category = 'kilt'" in error_of(capsys, folder)
