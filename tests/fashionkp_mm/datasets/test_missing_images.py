"""Images that are not there are reported together, with their rows."""

import shutil

import pytest

from fashionkp_mm.datasets.missing_images import check_images


def test_images_that_are_there_pass(data_root, table):
    check_images(table, data_root / 'train')


def test_missing_ones_are_named_and_the_rest_counted(data_root, table, tmp_path):
    shutil.copytree(data_root / 'train' / 'Images', tmp_path / 'Images')
    (tmp_path / table.image_ids[0]).unlink()
    shutil.rmtree((tmp_path / table.image_ids[4]).parent)
    with pytest.raises(FileNotFoundError) as caught:
        check_images(table, tmp_path)
    lines = str(caught.value).splitlines()
    assert lines[0] == '5 images are missing:'
    assert lines[1].strip() == f'row 1: no image {tmp_path / table.image_ids[0]}'
    assert lines[2].strip().startswith('row 5: ')
    with pytest.raises(FileNotFoundError, match=r'20 images are missing') as caught:
        check_images(table, tmp_path / 'elsewhere')
    assert len(str(caught.value).splitlines()) == 21
