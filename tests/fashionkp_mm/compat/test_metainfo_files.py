"""Tests of the search for metainfo files."""

from pathlib import Path

import pytest

from fashionkp_mm.compat.metainfo_files import METAINFO_FOLDER, installed_metainfo
from fashionkp_mm.config_files import CONFIGS


def test_files_of_both_packages_are_found(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    coco = Path(installed_metainfo(f'{METAINFO_FOLDER}coco.py'))
    assert coco.is_file()
    assert 'mmpose' in str(coco)
    own = Path(installed_metainfo(f'{METAINFO_FOLDER}fashionai.py'))
    assert own.samefile(CONFIGS / '_base_' / 'datasets' / 'fashionai.py')


@pytest.mark.parametrize('name', ['absent.py', 'evil.py'])
def test_a_file_of_the_working_directory_is_not_taken(tmp_path, monkeypatch, name):
    evil = tmp_path / METAINFO_FOLDER / 'evil.py'
    evil.parent.mkdir(parents=True)
    evil.write_text('raise RuntimeError')
    monkeypatch.chdir(tmp_path)
    file = Path(installed_metainfo(f'{METAINFO_FOLDER}{name}'))
    assert file.is_absolute()
    assert not file.exists()
