"""Tests of the check for missing images."""

import shutil

import pytest

from fashionkp_mm.datasets.missing_images import check_images


def test_existing_images_pass(data_root, table):
    check_images(table, data_root / 'train')


def test_missing_images_are_listed_with_their_rows(data_root, table, tmp_path):
    shutil.copytree(data_root / 'train' / 'Images', tmp_path / 'Images')
    (tmp_path / table.image_ids[0]).unlink()
    shutil.rmtree((tmp_path / table.image_ids[4]).parent)
    with pytest.raises(FileNotFoundError) as raised:
        check_images(table, tmp_path)
    lines = str(raised.value).splitlines()
    assert lines[0].startswith('5 images')
    assert lines[1].strip() == f'row 1: {tmp_path / table.image_ids[0]}'
    assert lines[2].strip().startswith('row 5: ')
    with pytest.raises(FileNotFoundError, match=r'20 images') as raised:
        check_images(table, tmp_path / 'elsewhere')
    assert len(str(raised.value).splitlines()) == 21
