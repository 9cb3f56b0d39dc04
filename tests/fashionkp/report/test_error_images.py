"""Which images are shown, and what is drawn on them."""

import cv2
import numpy as np
import pytest

from fashionkp.report import evaluate, image_finder
from fashionkp.report.error_images import RANDOM, WORST, choose, figures, with_row_errors
from fashionkp.visualization.keypoints import side_color


def _moved(**errors):
    return {name: {'hemline_left': f'80_{300 + error}_1'} for name, error in errors.items()}


@pytest.fixture
def found(skirts):
    """Skirts on which the models err by 0 to 80 px; the second is worst where the first is best."""
    truth = skirts('gt.csv', a={}, b={}, c={})
    files = [
        skirts('first.csv', **_moved(a=0, b=30, c=10)),
        skirts('second.csv', **_moved(a=80, b=0, c=0)),
    ]
    return evaluate([truth], [[path] for path in files])


@pytest.fixture
def photo(tmp_path):
    """Writes a black image of 300 x 400 for a skirt."""

    def write(name):
        path = tmp_path / 'Images' / 'skirt' / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((400, 300, 3), np.uint8))
        return path

    return write


def test_the_worst_are_those_on_which_any_model_errs_most(found):
    assert choose(found).worst == [0, 1, 2]
    assert choose(found).random == [0, 1, 2]


def test_no_more_than_so_many_are_shown_and_always_the_same_ones(skirts):
    images = {f'i{i}': i for i in range(90)}
    truth = skirts('gt.csv', **{name: {} for name in images})
    found = evaluate([truth], [[skirts('p.csv', **_moved(**images))]])
    chosen = choose(found)
    assert chosen.worst == [*range(89, 89 - WORST, -1)]
    assert len({*chosen.random}) == RANDOM
    assert choose(found) == chosen


def test_images_without_a_point_that_counts_are_not_shown(skirts):
    hidden = dict.fromkeys(('hemline_left', 'hemline_right'), '1_1_0')
    waist = {'waistband_left': '100_50_0', 'waistband_right': '200_50_0'}
    truth = skirts('gt.csv', a=hidden | waist, b={})
    assert choose(evaluate([truth], [[truth]])).worst == [1]


def test_images_lie_beside_the_table_or_in_a_folder(found, photo, tmp_path):
    assert image_finder(found) is None
    with pytest.raises(FileNotFoundError, match='no images: looked for'):
        image_finder(found, tmp_path)
    path = photo('b')
    assert image_finder(found)(1) == path
    elsewhere = tmp_path / 'elsewhere'
    elsewhere.mkdir()
    (tmp_path / 'Images').rename(elsewhere / 'Images')
    assert image_finder(found) is None
    assert image_finder(found, elsewhere)(1) == elsewhere / 'Images' / 'skirt' / 'b.jpg'


def test_truth_is_a_ring_and_the_prediction_a_dot_of_its_side(found):
    drawn = with_row_errors(np.zeros((400, 300, 3), np.uint8), found, found.models[0], 1)
    assert tuple(drawn[330, 80, ::-1]) == side_color('hemline_left')
    assert drawn[300, 80 - 6].tolist() == [255, 255, 255]  # of a visible point
    assert drawn[300, 220 - 6].tolist() == [150, 150, 150]  # of an occluded one
    line = drawn[315, 80]
    assert (line[0], line[2]) == (0, 255)  # yellow from the one to the other
    second = with_row_errors(np.zeros((400, 300, 3), np.uint8), found, found.models[1], 1)
    assert second[330, 80].tolist() != drawn[330, 80].tolist()


def test_a_missing_prediction_leaves_the_truth(skirts):
    truth = skirts('gt.csv', a={}, b={})
    found = evaluate([truth], [[skirts('p.csv', a={})]], allow_missing=True)
    drawn = with_row_errors(np.zeros((400, 300, 3), np.uint8), found, found.models[0], 1)
    assert drawn[300, 80 - 6].tolist() == [255, 255, 255]
    assert tuple(drawn[300, 80]) == (0, 0, 0)


def test_points_far_outside_of_the_image_are_no_trouble(skirts):
    truth = skirts('gt.csv', a={})
    pred = skirts('p.csv', a={'hemline_left': '-999999_999999_1'})
    found = evaluate([truth], [[pred]])
    assert with_row_errors(np.zeros((40, 30, 3), np.uint8), found, found.models[0], 0, 0.1).any()


def test_a_figure_for_each_model_of_the_wanted_size(found, photo):
    shown = figures(found, 1, photo('b'), 200, 80, ['one', 'two'])
    assert len(shown) == 2
    assert all('width="150" height="200"' in one for one in shown)
    assert '<figcaption>two</figcaption>' in shown[1]


def test_what_is_no_image_is_an_error(found, tmp_path):
    path = tmp_path / 'text.jpg'
    path.write_text('no image')
    with pytest.raises(ValueError, match=r'text\.jpg'):
        figures(found, 1, path, 200, 80, ['', ''])


def test_a_point_that_is_absent_in_both_is_not_drawn(skirts):
    absent = {'hemline_left': '-1_-1_-1'}
    truth = skirts('gt.csv', a=absent, b={})
    found = evaluate([truth], [[skirts('p.csv', a=absent, b=absent)]])
    blank = np.zeros((400, 300, 3), np.uint8)
    drawn = [with_row_errors(blank, found, found.models[0], row) for row in (0, 1)]
    assert not drawn[0][:30, :30].any()
    assert drawn[1][:4, :4].any()  # where it should be elsewhere it is a wrong point
