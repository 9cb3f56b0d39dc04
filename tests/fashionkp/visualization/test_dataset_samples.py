"""Random rows of a table, drawn with their key points."""

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.dataset_samples import random_samples, read_sample
from fashionkp.visualization.keypoints import side_color


@pytest.fixture
def archive(csv_row, csv_file, tmp_path):
    """Write a table of eight skirts and trousers, with square images of different greys."""
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


def numbers(samples: list[CaptionedRow]) -> list[int]:
    """Return the numbers of the images, which their greys encode."""
    return [round(image[200, 128].mean() / 20) for sample in samples for image in sample.images]


def test_all_images_in_the_order_of_the_table(archive):
    assert numbers(samples(archive, 100)) == list(range(8))


def test_seed_decides_which_images_are_drawn(archive):
    chosen = [numbers(samples(archive, 3, seed=seed)) for seed in range(10)]
    assert {len(drawn) for drawn in chosen} == {3}
    assert len({tuple(drawn) for drawn in chosen}) > 3
    assert numbers(samples(archive, 3, seed=4)) == chosen[4]


def test_category_selects_rows(archive):
    assert numbers(samples(archive, 100, category='trousers')) == [1, 3, 5, 7]


def test_annotated_points_are_drawn_in_the_colour_of_their_side(archive):
    for row, sample in enumerate(samples(archive, 100)):
        assert tuple(sample.images[0][40, 60, ::-1]) == side_color('waistband_left')
        assert tuple(sample.images[0][50, 200, ::-1]) == side_color('waistband_right')
        assert sample.caption == f'{("skirt", "trousers")[row % 2]}, a.csv:{row + 2}'


def test_nothing_to_draw_is_an_error(archive, csv_row, csv_file):
    with pytest.raises(ValueError, match=r'empty\.csv: no rows to draw$'):
        samples(csv_file(name='empty.csv'), 3)
    with pytest.raises(ValueError, match='no rows to draw: category=dress'):
        samples(archive, 3, category='dress')
    with pytest.raises(ValueError, match=r"'coat'.*blouse"):
        samples(archive, 3, category='coat')
    missing = csv_file(csv_row('dress', 'gone'), name='b.csv')
    with pytest.raises(FileNotFoundError, match=r'b\.csv:2: no image .*gone\.jpg'):
        samples(missing, 3)


def test_file_that_is_not_an_image_is_named_with_its_row(tmp_path):
    (tmp_path / 'a.jpg').write_text('no image')
    with pytest.raises(ValueError, match=r'a\.jpg \(a\.csv:7\): not an image'):
        read_sample(tmp_path / 'a.jpg', 'a.csv:7')


def test_rows_are_chosen_from_a_mask(archive):
    rows = np.isin(np.arange(8), (3, 4, 5))
    assert numbers(samples(archive, 100, rows=rows)) == [3, 4, 5]
    assert numbers(samples(archive, 100, rows=rows, category='skirt')) == [4]
    assert rows.tolist() == [False] * 3 + [True] * 3 + [False] * 2  # unchanged


def test_unreadable_image_is_replaced_and_logged(archive, tmp_path, caplog):
    path = tmp_path / 'Images' / 'trousers' / '3.jpg'
    path.write_bytes(path.read_bytes()[:200])
    drawn = numbers(samples(archive, 100))
    assert drawn[:3] + drawn[4:] == [0, 1, 2, 4, 5, 6, 7]
    assert len(drawn) == 8
    assert '3.jpg (a.csv:5): ' in caplog.text
