"""Images of a data set: which, and their points at their places."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.dataset_samples import random_samples, read_sample
from fashionkp.visualization.keypoints import side_color


@pytest.fixture
def archive(csv_row, csv_file, tmp_path):
    """Eight square images, each of its own grey, as large as a tile; skirts and trousers."""
    rows = []
    for i in range(8):
        category = ('skirt', 'trousers')[i % 2]
        points = dict(waistband_left='60_40_1', waistband_right='200_50_0')
        rows.append(csv_row(category, f'{i}', **points))
        path = tmp_path / 'Images' / category / f'{i}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.full((TILE[0], TILE[0], 3), 20 * i, np.uint8))
    return csv_file(*rows)


def samples(path, num, **options) -> list[CaptionedRow]:
    return random_samples(read_annotations(path), num, **options)


def greys(shown: list[CaptionedRow]) -> list[int]:
    """Which images are shown, by their grey."""
    return [round(image[200, 128].mean() / 20) for one in shown for image in one.images]


def test_all_images_in_the_order_of_the_table(archive):
    assert greys(samples(archive, 100)) == list(range(8))


def test_a_number_of_images_by_seed(archive):
    chosen = [greys(samples(archive, 3, seed=seed)) for seed in range(10)]
    assert {len(greys) for greys in chosen} == {3}
    assert len({tuple(greys) for greys in chosen}) > 3
    assert greys(samples(archive, 3, seed=4)) == chosen[4]


def test_a_category(archive):
    assert greys(samples(archive, 100, category='trousers')) == [1, 3, 5, 7]


def test_annotated_points_have_the_colour_of_their_side_at_their_place(archive):
    for row, one in enumerate(samples(archive, 100)):
        assert tuple(one.images[0][40, 60, ::-1]) == side_color('waistband_left')
        assert tuple(one.images[0][50, 200, ::-1]) == side_color('waistband_right')
        assert one.caption == f'{("skirt", "trousers")[row % 2]}, a.csv:{row + 2}'


def test_what_cannot_be_drawn_is_named(archive, csv_row, csv_file):
    with pytest.raises(ValueError, match=r'empty\.csv: no rows to draw$'):
        samples(csv_file(name='empty.csv'), 3)
    with pytest.raises(ValueError, match='no rows to draw: category=dress'):
        samples(archive, 3, category='dress')
    with pytest.raises(ValueError, match=r"'coat'.*blouse"):
        samples(archive, 3, category='coat')
    gone = csv_file(csv_row('dress', 'gone'), name='b.csv')
    with pytest.raises(FileNotFoundError, match=r'b\.csv:2: no image .*gone\.jpg'):
        samples(gone, 3)


def test_a_file_that_is_no_image_is_named_with_its_row(tmp_path):
    (tmp_path / 'a.jpg').write_text('no image')
    with pytest.raises(ValueError, match=r'a\.jpg \(a\.csv:7\): not an image'):
        read_sample(tmp_path / 'a.jpg', 'a.csv:7')


def test_rows_that_are_handed_in(archive):
    rows = np.isin(np.arange(8), (3, 4, 5))
    assert greys(samples(archive, 100, rows=rows)) == [3, 4, 5]
    assert greys(samples(archive, 100, rows=rows, category='skirt')) == [4]
    assert rows.tolist() == [False] * 3 + [True] * 3 + [False] * 2  # as it was


def test_an_image_that_cannot_be_read_leaves_the_others(archive, tmp_path, caplog):
    path = tmp_path / 'Images' / 'trousers' / '3.jpg'
    path.write_bytes(path.read_bytes()[:200])
    shown = greys(samples(archive, 100))
    assert shown[:3] + shown[4:] == [0, 1, 2, 4, 5, 6, 7]
    assert len(shown) == 8
    assert '3.jpg (a.csv:5): the file is cut off' in caplog.text
