"""docs/tutorial.md can be followed: its commands, run one after another in an empty folder."""

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from fashionkp.annotations import read_annotations

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / 'benchmarks' / 'tutorial.py'


@pytest.fixture
def names():
    return runpy.run_path(str(SCRIPT))


def test_its_commands_are_those_with_a_prompt(names):
    commands = list(names['commands']())
    assert commands[0].startswith('fashionkp synth drawn --num 200')
    verbs = [command.split()[1] for command in commands if command.startswith('fashionkp ')]
    assert verbs[:5] == ['synth', 'predict', 'label', 'doctor', 'finetune']
    assert not any('make install' in command for command in commands)


def test_a_command_goes_on_after_a_backslash(names, tmp_path):
    page = tmp_path / 'page.md'
    page.write_text('```\n$ a \\\n    b\nprinted\n$ c\n```\n```bash\n$ d\n```\n')
    assert [command.split() for command in names['commands'](page)] == [['a', '\\', 'b'], ['c']]


def test_a_folder_with_files_is_refused(names, tmp_path):
    (tmp_path / 'a.txt').write_text('')
    with pytest.raises(SystemExit, match='not empty'):
        names['main']([str(tmp_path)])


@pytest.mark.slow
def test_the_tutorial_can_be_followed(tmp_path):
    """With fewer photos and seconds instead of minutes; labels are sent without a browser."""
    changes = [
        '--num 200=--num 40',
        '--minutes 5=--minutes 0.1',
        'label photos=label photos --port 0',
    ]
    options = [f'--replace={change}' for change in changes]
    arguments = [tmp_path / 'new', '--no-browser', '--labels', '24', '4', *options]
    done = subprocess.run(
        [sys.executable, SCRIPT, *arguments],
        cwd=tmp_path,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    assert done.returncode == 0, done.stdout
    folder = tmp_path / 'new'
    assert len(read_annotations(folder / 'photos' / 'labels.csv')) == 28
    for name in ('first', 'second'):
        assert (folder / name / 'model.onnx').stat().st_size > 1e6
        assert (folder / name / 'report.html').is_file()
    assert 'minutes in all' in done.stdout
