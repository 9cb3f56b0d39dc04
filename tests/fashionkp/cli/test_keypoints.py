"""``fashionkp keypoints``."""

import os
import subprocess
import sys
from pathlib import Path

import cv2
import pytest

from fashionkp.cli.main import main

JUMPSUIT = Path(__file__).parents[3] / 'docs' / 'jumpsuit.toml'


@pytest.mark.parametrize('name', ['definition.png', 'deep/DEFINITION.JPG'])
def test_image_is_written_and_named(name, tmp_path, capsys):
    out = tmp_path / name
    assert main(['keypoints', '-o', str(out)]) == 0
    assert capsys.readouterr().out == f'{out}\n'
    height, width, _ = cv2.imread(str(out)).shape
    assert min(height, width) > 1000


def test_declared_garments_are_drawn_without_torch(tmp_path):
    cape = tmp_path / 'cape.toml'
    cape.write_text(
        '[cape]\nnew_keypoints = ["clasp_left", "clasp_right"]\n'
        'normalizing_pair = ["clasp_left", "clasp_right"]'
    )
    heights = []
    for files in ([], [JUMPSUIT], [JUMPSUIT, cape]):
        out = tmp_path / f'{len(files)}.png'
        script = (
            'import sys; sys.modules["torch"] = sys.modules["mmengine"] = None\n'
            'from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
        )
        declared = [text for file in files for text in ('--garments', str(file))]
        command = [sys.executable, '-c', script, 'keypoints', '-o', str(out), *declared]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ)
        assert done.returncode == 0, done.stderr
        heights.append(cv2.imread(str(out)).shape[0])
    assert heights[0] == heights[1] < heights[2]  # two categories in a row


@pytest.mark.parametrize('name', ['definition.svg', 'definition', 'page.html'])
def test_unknown_ending_is_an_error(name, tmp_path, capsys):
    assert main(['keypoints', '-o', str(tmp_path / name)]) == 2
    assert f'{name}: expected a name that ends with .png' in capsys.readouterr().err
    assert not [*tmp_path.iterdir()]


def test_output_that_cannot_be_written_is_an_error(tmp_path, capsys):
    (tmp_path / 'file').touch()
    (tmp_path / 'folder.png').mkdir()
    assert main(['keypoints', '-o', str(tmp_path / 'folder.png')]) == 2
    assert 'folder.png: Is a directory' in capsys.readouterr().err
    assert main(['keypoints', '-o', str(tmp_path / 'file' / 'a.png')]) == 2
    assert 'a.png: Not a directory' in capsys.readouterr().err
