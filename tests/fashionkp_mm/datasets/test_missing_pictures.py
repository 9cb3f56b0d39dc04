"""Pictures that are not there are reported together, with their rows."""

import shutil

import pytest

from fashionkp_mm.datasets.missing_pictures import check_pictures


def test_pictures_that_are_there_pass(data_root, table):
    check_pictures(table, [data_root / 'train'])


def test_missing_ones_are_named_and_the_rest_counted(data_root, table, tmp_path):
    shutil.copytree(data_root / 'train' / 'Images', tmp_path / 'Images')
    (tmp_path / table.image_ids[0]).unlink()
    shutil.rmtree((tmp_path / table.image_ids[4]).parent)
    with pytest.raises(FileNotFoundError) as caught:
        check_pictures(table, [tmp_path])
    lines = str(caught.value).splitlines()
    assert lines[0] == '5 pictures are missing:'
    assert lines[1] == f'row 1: no picture {tmp_path / table.image_ids[0]}'
    assert lines[2].startswith('row 5: ')
    with pytest.raises(FileNotFoundError, match=r'20 pictures are missing') as caught:
        check_pictures(table, [tmp_path / 'elsewhere'])
    assert len(str(caught.value).splitlines()) == 21
