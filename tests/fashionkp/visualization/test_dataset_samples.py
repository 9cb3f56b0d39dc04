"""Images of a data set: which, and their points at their places."""

import cv2
import numpy as np
import pytest

from fashionkp.visualization.contact_sheet import TILE, CaptionedRow
from fashionkp.visualization.dataset_samples import data_images, read_sample
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


def greys(shown: list[CaptionedRow]) -> list[int]:
    """Which images are shown, by their grey."""
    return [round(image[200, 128].mean() / 20) for one in shown for image in one.images]


def test_all_images_in_the_order_of_the_table(archive):
    assert greys(data_images(archive, 100, None, 0)) == list(range(8))


def test_a_number_of_images_by_seed(archive):
    chosen = [greys(data_images(archive, 3, None, seed)) for seed in range(10)]
    assert {len(greys) for greys in chosen} == {3}
    assert len({tuple(greys) for greys in chosen}) > 3
    assert greys(data_images(archive, 3, None, 4)) == chosen[4]


def test_a_category(archive):
    assert greys(data_images(archive, 100, 'trousers', 0)) == [1, 3, 5, 7]


def test_annotated_points_have_the_colour_of_their_side_at_their_place(archive):
    for row, one in enumerate(data_images(archive, 100, None, 0)):
        assert tuple(one.images[0][40, 60, ::-1]) == side_color('waistband_left')
        assert tuple(one.images[0][50, 200, ::-1]) == side_color('waistband_right')
        assert one.caption == f'{("skirt", "trousers")[row % 2]}, a.csv:{row + 2}'


def test_what_cannot_be_drawn_is_named(archive, csv_row, csv_file):
    with pytest.raises(ValueError, match=r'empty\.csv: no rows to draw$'):
        data_images(csv_file(name='empty.csv'), 3, None, 0)
    with pytest.raises(ValueError, match='no rows to draw: category=dress'):
        data_images(archive, 3, 'dress', 0)
    with pytest.raises(ValueError, match=r"'coat'.*blouse"):
        data_images(archive, 3, 'coat', 0)
    gone = csv_file(csv_row('dress', 'gone'), name='b.csv')
    with pytest.raises(FileNotFoundError, match=r'b\.csv:2: no image .*gone\.jpg'):
        data_images(gone, 3, None, 0)


def test_a_file_that_is_no_image_is_named_with_its_row(tmp_path):
    (tmp_path / 'a.jpg').write_text('no image')
    with pytest.raises(ValueError, match=r'a\.jpg \(a\.csv:7\): not an image'):
        read_sample(tmp_path / 'a.jpg', 'a.csv:7')


def test_rows_that_the_doctor_finds(archive, csv_row, csv_file):
    rows = archive.read_text().splitlines()[1:]
    rows[5] = rows[5].replace('60_40_1', '200_50_1')
    path = csv_file(*rows)
    assert greys(data_images(path, 100, None, 0, 'coincident-points')) == [5]
    with pytest.raises(ValueError, match='no rows to draw: category=skirt, finding=coincident'):
        data_images(path, 100, 'skirt', 0, 'coincident-points')


def test_a_image_that_cannot_be_read_leaves_the_others(archive, tmp_path, caplog):
    path = tmp_path / 'Images' / 'trousers' / '3.jpg'
    path.write_bytes(path.read_bytes()[:200])
    shown = greys(data_images(archive, 100, None, 0))
    assert shown[:3] + shown[4:] == [0, 1, 2, 4, 5, 6, 7]
    assert len(shown) == 8
    assert '3.jpg (a.csv:5): the file is cut off' in caplog.text
