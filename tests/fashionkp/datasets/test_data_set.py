"""Data sets as they are on disk, whatever is wrong with them."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from fashionkp.datasets.data_set import read_data_set, with_images


@pytest.fixture
def folder(csv_row, csv_file, tmp_path):
    """An archive with three valid rows, a malformed one, and a table that cannot be read."""
    rows = [csv_row('skirt', name) for name in 'abc']
    csv_file(*rows, csv_row('skirt', 'd').replace(',skirt', ',coat'), name='data/a.csv')
    csv_file('a.jpg;skirt', header=None, name='data/b.csv')
    return tmp_path / 'data'


def write_image(folder, name, seed, size=(256, 192)):
    patches = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    path = folder / 'Images' / 'skirt' / f'{name}.png'
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.resize(patches, size, interpolation=cv2.INTER_CUBIC))
    path.rename(path.with_suffix('.jpg'))


def test_valid_rows_are_read_and_the_rest_is_described(folder):
    data = read_data_set(folder)
    assert data.source == folder
    assert len(data.table) == 3
    assert [row.line for row in data.malformed_rows] == [5]
    first, second = data.files
    assert first.error == ''
    assert first.layout.has_header
    assert first.layout.first_row[0] == 'image_id'
    assert 'semicolons' in second.error
    assert second.layout is None


def test_the_form_of_a_file_is_described(folder):
    path = folder / 'a.csv'
    path.write_bytes(b'\xef\xbb\xbf' + path.read_bytes().replace(b'\n', b'\r\n'))
    first, second = read_data_set(folder).files
    assert (first.byte_order_mark, first.carriage_returns) == (True, True)
    assert (second.byte_order_mark, second.carriage_returns) == (False, False)


def test_images_are_found_below_their_folders(folder):
    data = read_data_set(folder)
    assert data.image_folders == {folder / 'Images'}
    assert not data.has_images
    (folder / 'Images').mkdir()
    assert data.has_images


def test_sizes_are_unknown_until_images_are_opened(folder):
    write_image(folder, 'a', seed=0)
    write_image(folder, 'c', seed=1, size=(40, 80))
    data = read_data_set(folder)
    assert data.sizes.tolist() == [[0, 0]] * 3
    assert with_images(data).sizes.tolist() == [[256, 192], [0, 0], [40, 80]]


def test_copies_are_pairs_of_rows(folder):
    for name, seed in (('a', 0), ('b', 1), ('c', 0)):
        write_image(folder, name, seed)
    data = with_images(read_data_set(folder))
    copies, leaks = data.copies
    assert copies.tolist() == [[0, 2]]
    assert leaks.tolist() == []


def test_leaks_are_pairs_of_a_row_and_one_of_the_test_data(folder, csv_row, csv_file, tmp_path):
    for name, seed in (('a', 0), ('b', 1), ('c', 2)):
        write_image(folder, name, seed)
    csv_file(csv_row('skirt', 'x'), csv_row('skirt', 'y'), name='test/test.csv')
    write_image(tmp_path / 'test', 'x', seed=9)
    write_image(tmp_path / 'test', 'y', seed=1, size=(512, 384))
    test = with_images(read_data_set(tmp_path / 'test'))
    copies, leaks = replace(with_images(read_data_set(folder)), test=test).copies
    assert copies.tolist() == []
    assert leaks.tolist() == [[1, 1]]
