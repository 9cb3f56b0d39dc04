"""Files that declare garments: valid ones are read, in others table and key are named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fashionkp.categories import OFFICIAL_CATEGORIES
from fashionkp.cli.main import main
from fashionkp.custom_garments import GARMENTS_VARIABLE, declared_files, read_declarations
from fashionkp.keypoints import OFFICIAL_KEYPOINTS

ROOT = Path(__file__).parents[2]
JUMPSUIT = ROOT / 'docs' / 'jumpsuit.toml'
FACTS = [*map(str, Path(__file__).parent.glob('jumpsuit_*.py'))]
_START = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
COMMAND = [sys.executable, '-c', _START]

SHOE = """
[shoe]
new_keypoints = ["toe_left", "toe_right", "heel"]
normalizing_pair = ["toe_left", "heel"]
skeleton = [["toe_left", "heel"]]
"""


def read(*paths):
    return read_declarations(paths, OFFICIAL_KEYPOINTS, OFFICIAL_CATEGORIES)


@pytest.fixture
def garment_file(tmp_path):
    """Return a function that writes :data:`SHOE` with a part of it replaced."""

    def write(old='', new='', name='own.toml'):
        assert old in SHOE
        path = tmp_path / name
        path.write_text(SHOE.replace(old, new) if old else SHOE)
        return path

    return write


def test_a_garment_has_key_points_of_fashionai_and_new_ones():
    (garment,) = read(JUMPSUIT)
    assert garment.name == 'jumpsuit'
    assert garment.path == JUMPSUIT
    assert garment.keypoints[-3:] == ('bottom_right_out', 'knee_left', 'knee_right')
    assert garment.new_keypoints == ('knee_left', 'knee_right')
    assert garment.normalizing_pair == ('armpit_left', 'armpit_right')


def test_the_docs_show_the_file_as_it_is():
    page = (ROOT / 'docs' / 'garments.md').read_text()
    assert f'```toml\n{JUMPSUIT.read_text()}```' in page


def test_lines_get_a_mirror_image_and_are_unique(garment_file):
    (garment,) = read(garment_file('[["toe_left", "heel"]]', '[["toe_left", "heel"]] # unchanged'))
    assert garment.skeleton == (('toe_left', 'heel'), ('toe_right', 'heel'))
    repeated = '[["toe_left", "heel"], ["heel", "toe_right"], ["toe_right", "toe_left"]]'
    (garment,) = read(garment_file('[["toe_left", "heel"]]', repeated))
    assert garment.skeleton == (
        ('toe_left', 'heel'),
        ('toe_right', 'heel'),
        ('toe_right', 'toe_left'),
    )


def test_files_are_read_in_their_order(garment_file, monkeypatch):
    files = [garment_file(), JUMPSUIT]
    monkeypatch.setenv(GARMENTS_VARIABLE, os.pathsep.join(['', *map(str, files)]))
    assert declared_files() == files
    assert [garment.name for garment in read(*declared_files())] == ['shoe', 'jumpsuit']


@pytest.mark.parametrize(
    ('old', 'new', 'reason'),
    [
        ('[shoe]', '[Shoe]', r'\[Shoe\]: invalid name of a garment'),
        ('[shoe]', '[all]', r'\[all\]: invalid name of a garment'),
        ('[shoe]', '[long_shoe]', r'lower-case letters and digits'),
        ('[shoe]', '[skirt]', r'\[skirt\]: FashionAI has a skirt already'),
        ('[shoe]', '[shoe', r'own\.toml: not valid TOML: .*line 2'),
        ('[shoe]', '', r'own\.toml: new_keypoints before the first table'),
        ('new_key', 'key', r"FashionAI has no 'toe_left'.*neckline_left.*new_keypoints"),
        ('new_keypoints = [', 'keypoints = ["armpit_leff"]\nnew_keypoints = [', 'mean armpit_left'),
        (
            '"heel"]\nn',
            '"heel", "crotch"]\nn',
            r'new_keypoints: crotch is a key point of FashionAI',
        ),
        ('"heel"]\nn', '"heel", "tip_x"]\nn', r"'tip_x' cannot name columns"),
        ('"heel"]\nn', '"heel", "image"]\nn', r"'image' cannot name columns"),
        ('"heel"]\nn', '"heel", "a,b"]\nn', r"'a,b' cannot name columns"),
        ('"heel"]\nn', '"heel", "heel"]\nn', r'new_keypoints: heel is repeated'),
        ('"toe_right", ', '', r'toe_left without its mirror image toe_right'),
        ('"heel"]\nn', '"heel", 3]\nn', r'new_keypoints = .*3.*expected a list of names'),
        ('normalizing_pair = ["toe_left", "heel"]', '', r'\[shoe\]: missing normalizing_pair'),
        ('= ["toe_left", "heel"]', '= ["toe_left"]', r'normalizing_pair: .*expected two'),
        ('= ["toe_left", "heel"]', '= ["heel", "heel"]', r'normalizing_pair: heel is repeated'),
        ('= ["toe_left", "heel"]', '= ["heel", "crotch"]', r'crotch is not a key point.*heel'),
        ('[["toe_left", "heel"]]', '"heel"', r"skeleton = 'heel': expected a list of pairs"),
        ('[["toe_left", "heel"]]', '[["heel", "sole"]]', r'skeleton: sole is not a key point'),
        ('skeleton', 'skelton', r'\[shoe\] skelton: unknown key: .*skeleton'),
    ],
)
def test_errors_name_file_table_and_key(garment_file, old, new, reason):
    path = garment_file(old, new)
    with pytest.raises(ValueError, match=reason) as error:
        read(path)
    assert str(error.value).startswith(f'{path}: ')


def test_a_garment_is_declared_once(garment_file):
    first, second = garment_file(), garment_file(name='other.toml')
    with pytest.raises(ValueError, match=rf'other\.toml: \[shoe\]: {first} has a shoe already'):
        read(first, second)


def test_a_file_without_a_garment_or_no_file(tmp_path):
    (tmp_path / 'empty.toml').write_text('# nothing')
    with pytest.raises(ValueError, match=r'empty\.toml: no garment'):
        read(tmp_path / 'empty.toml')
    with pytest.raises(FileNotFoundError, match=r'missing\.toml: no such file'):
        read(tmp_path / 'missing.toml')


def test_garments_cannot_be_declared_after_the_facts_are_read(capsys, monkeypatch):
    monkeypatch.delenv(GARMENTS_VARIABLE, raising=False)
    assert main(['--garments', str(JUMPSUIT), 'env']) == 2
    error = capsys.readouterr().err
    assert f'set {GARMENTS_VARIABLE} before it starts' in error
    assert GARMENTS_VARIABLE not in os.environ


@pytest.mark.parametrize(
    'arguments',
    [
        [
            '--garments',
            'shoe.toml',
            '--garments=jumpsuit.toml',
            'synth',
            'out',
            '--category',
            'hat',
        ],
        ['synth', 'out', '--garments', 'shoe.toml', '--category=hat', '--garments=jumpsuit.toml'],
    ],
)
def test_the_option_may_stand_before_or_after_the_command(
    arguments, garment_file, tmp_path, monkeypatch
):
    garment_file(name='shoe.toml')
    (tmp_path / 'jumpsuit.toml').write_text(JUMPSUIT.read_text())
    monkeypatch.delenv(GARMENTS_VARIABLE, raising=False)
    process = subprocess.run(
        [*COMMAND, *arguments],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=_environment(),
    )
    assert "unknown category 'hat': expected one of blouse" in process.stderr
    assert 'dress, shoe, jumpsuit, or' in process.stderr


def test_a_malformed_file_ends_a_command_with_one_message(garment_file):
    path = garment_file('[shoe]', '[shoe')
    process = subprocess.run(
        [*COMMAND, '--garments', str(path), 'stats', str(path)],
        capture_output=True,
        text=True,
        env=_environment(),
    )
    assert process.returncode == 2
    assert process.stderr.startswith(f'fashionkp stats: {path}: not valid TOML')
    assert 'Traceback' not in process.stderr


def test_the_core_works_with_a_custom_garment():
    """Run the tests of ``jumpsuit_*.py`` in a process that has the garment."""
    process = subprocess.run(
        [sys.executable, '-m', 'pytest', '-q', '-p', 'no:cacheprovider', *FACTS],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**_environment(), GARMENTS_VARIABLE: str(JUMPSUIT)},
    )
    assert process.returncode == 0, process.stdout


def test_the_left_of_a_pair_is_left_whatever_its_place_in_the_name_and_the_file(garment_file):
    old = '"toe_left", "toe_right", "heel"]\nnormalizing_pair = ["toe_left", "heel"]'
    new = '"toe_right", "toe_left", "heel", "left_lace", "right_lace"]\n' + old.split('\n')[1]
    code = """
from fashionkp.categories import KEYPOINTS, LEFT_RIGHT_PAIRS
print([(KEYPOINTS[left], KEYPOINTS[right]) for left, right in LEFT_RIGHT_PAIRS[11:]])
"""
    environment = {**_environment(), GARMENTS_VARIABLE: str(garment_file(old, new))}
    printed = subprocess.check_output([sys.executable, '-c', code], text=True, env=environment)
    assert printed == "[('toe_left', 'toe_right'), ('left_lace', 'right_lace')]\n"


def _environment() -> dict[str, str]:
    """Return an environment in which any process finds the tested package."""
    paths = [str(ROOT), *filter(None, [os.environ.get('PYTHONPATH')])]
    return {**os.environ, 'PYTHONPATH': os.pathsep.join(paths)}
