"""The image files of a folder."""

import os

import pytest

from fashionkp.images.folders import images_in


def test_images_of_subfolders_are_sorted_and_other_files_left_out(tmp_path):
    for name in ('b.jpg', 'a/c.PNG', 'a/d.txt', 'a/._c.png', 'a/e.tiff'):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / 'folder.jpg').mkdir()
    assert images_in(tmp_path) == [tmp_path / name for name in ('a/c.PNG', 'a/e.tiff', 'b.jpg')]


def test_link_to_nowhere_is_not_an_image(tmp_path):
    os.symlink(tmp_path / 'no.jpg', tmp_path / 'a.jpg')
    assert images_in(tmp_path) == []


def test_missing_folder_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        images_in(tmp_path / 'no')
