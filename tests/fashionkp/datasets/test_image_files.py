"""Sizes of a table's images, and links to their folders."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.datasets.image_files import image_sizes, link_images


@pytest.fixture
def table(csv_row, csv_file, tmp_path):
    """A table with two images, 70 x 30 and 50 x 20 pixels."""
    for name, (width, height) in {'skirt/a': (70, 30), 'dress/b': (50, 20)}.items():
        path = tmp_path / 'data' / 'Images' / f'{name}.jpg'
        path.parent.mkdir(parents=True)
        cv2.imwrite(str(path), np.zeros((height, width, 3), np.uint8))
    rows = csv_row('skirt', 'a'), csv_row('dress', 'b')
    return read_annotations(csv_file(*rows, name='data/train.csv'))


def test_sizes_are_width_and_height(table, tmp_path):
    assert image_sizes(table).tolist() == [[70, 30], [50, 20]]
    in_memory = replace(table, paths=())
    assert image_sizes(in_memory, tmp_path / 'data').tolist() == [[70, 30], [50, 20]]
    assert image_sizes(table.take([])).shape == (0, 2)


def test_missing_images_are_named_and_counted(table, tmp_path):
    (tmp_path / 'data' / table.image_ids[1]).unlink()
    with pytest.raises(FileNotFoundError, match=r'1 of 2 images(.|\n)*dress/b\.jpg'):
        image_sizes(table)


def test_links_make_image_ids_valid_below_another_folder(table, tmp_path):
    data, root = tmp_path / 'data', tmp_path / 'deep' / 'new'
    for _ in range(2):  # the second time, the link exists
        link_images(table, data, root)
    assert (root / 'Images').is_symlink()
    assert all(path.is_file() for path in table.image_paths(root))


def test_nothing_is_linked_without_images_or_within_their_folder(table, tmp_path):
    link_images(table, tmp_path / 'nowhere', tmp_path / 'new')
    assert not (tmp_path / 'new').exists()
    link_images(table, tmp_path / 'data', tmp_path / 'data')
    assert not (tmp_path / 'data' / 'Images').is_symlink()


def test_another_folder_with_the_name_of_a_link_is_not_replaced(table, tmp_path):
    (tmp_path / 'new' / 'Images').mkdir(parents=True)
    with pytest.raises(FileExistsError, match='Images'):
        link_images(table, tmp_path / 'data', tmp_path / 'new')
