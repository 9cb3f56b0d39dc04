"""Images of a file of points: where they are looked for, and what does not fit."""

import cv2
import numpy as np
import pytest

from fashionkp.inference.points_file import PointsFile
from fashionkp.inference.query import Query
from fashionkp.predictions.jsonl import write_jsonl

WAIST = dict(waistband_left='5_6_1', waistband_right='25_6_0')


@pytest.fixture
def photo():
    """Return a function that writes an image of 30 x 40 pixels."""

    def write(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        assert cv2.imwrite(str(path), np.full((40, 30, 3), 90, np.uint8))
        return path

    return write


@pytest.fixture
def shop(tmp_path, monkeypatch, photo, image, fake_model):
    """The current folder: shop/a.png, and found.jsonl with two garments of it and one of b.png."""
    monkeypatch.chdir(tmp_path)
    photo(tmp_path / 'shop/a.png')
    pixels = np.zeros((40, 30, 3), np.uint8)
    names = ('shop/a.png', 'shop/a.png', 'shop/b.png')
    write_jsonl('found.jsonl', fake_model().predict([Query(pixels, name) for name in names]))
    return tmp_path / 'shop'


def results(points):
    return list(points.results(points))


def test_a_table_has_its_images_in_the_archive_around_it(tmp_path, photo, csv_row, csv_file):
    csv_file(csv_row('skirt', 'a', **WAIST), name='shop/Annotations/train.csv')
    photo(tmp_path / 'shop/Images/skirt/a.jpg')
    points = PointsFile(tmp_path / 'shop/Annotations/train.csv')
    (result,) = results(points)
    (garment,) = result.garments
    assert (result.error, result.image.shape) == ('', (40, 30, 3))
    assert (result.name, garment.image) == ('Images/skirt/a.jpg', 'Images/skirt/a.jpg')
    assert (garment.category, garment.size) == ('skirt', (30, 40))
    assert garment.keypoints[:2].tolist() == [[5, 6], [25, 6]]
    assert garment.present.tolist() == [True, True, False, False]
    assert {*points.files()} == {
        tmp_path / 'shop/Annotations/train.csv',
        tmp_path / 'shop/Images/skirt/a.jpg',
    }


def test_predictions_have_their_images_in_the_working_directory(shop):
    a, b = results(PointsFile('found.jsonl'))
    assert (a.name, len(a.garments), a.error) == ('shop/a.png', 2, '')
    assert (b.name, b.garments) == ('shop/b.png', [])
    assert 'shop/b.png' in b.error


def test_the_folder_of_the_images_can_be_given(shop, tmp_path, monkeypatch):
    monkeypatch.chdir('/')
    path = tmp_path / 'found.jsonl'
    assert [len(r.garments) for r in results(PointsFile(path, tmp_path))] == [2, 0]
    assert [len(r.garments) for r in results(PointsFile(path))] == [0, 0]


def test_inputs_choose_among_the_images(shop, photo):
    photo(shop / 'c.png')
    points = PointsFile('found.jsonl', inputs=[str(shop)])
    a, c = results(points)
    assert (a.name, len(a.garments)) == (str(shop / 'a.png'), 2)
    assert {garment.image for garment in a.garments} == {a.name}
    assert c.error == f'{shop / "c.png"}: found.jsonl has no points of this image'
    assert points.names() == [a.name, c.name]
    assert points.count({a.name, 'x'}) == 1


def test_points_of_an_image_of_another_size_are_refused(shop):
    cv2.imwrite(str(shop / 'a.png'), np.zeros((40, 31, 3), np.uint8))
    assert '31 x 40 pixels' in results(PointsFile('found.jsonl'))[0].error


def test_a_file_without_images_is_refused(tmp_path):
    (tmp_path / 'empty.jsonl').touch()
    with pytest.raises(ValueError, match='names no image'):
        PointsFile(tmp_path / 'empty.jsonl')
