"""Images of the report: which are shown, and what is drawn on them."""

import cv2
import numpy as np
import pytest

from fashionkp.report import evaluate, find_images
from fashionkp.report.error_images import (
    NUM_RANDOM,
    NUM_WORST,
    draw_errors,
    select_rows,
    shown_images,
    with_model,
)
from fashionkp.visualization.keypoints import side_color


def _moved(**errors):
    return {name: {'hemline_left': f'80_{300 + error}_1'} for name, error in errors.items()}


@pytest.fixture
def evaluation(skirts):
    """Skirts with errors of 0 to 80 px; the second model is worst where the first is best."""
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


def test_worst_images_have_the_largest_error_of_any_model(evaluation):
    rows = select_rows(evaluation)
    assert rows.worst == [0, 1, 2]
    assert rows.random == [0, 1, 2]


def test_number_of_images_is_limited_and_the_choice_always_the_same(skirts):
    images = {f'i{i}': i for i in range(90)}
    truth = skirts('gt.csv', **{name: {} for name in images})
    evaluation = evaluate([truth], [[skirts('p.csv', **_moved(**images))]])
    rows = select_rows(evaluation)
    assert rows.worst == [*range(89, 89 - NUM_WORST, -1)]
    assert len({*rows.random}) == NUM_RANDOM
    assert select_rows(evaluation) == rows


def test_images_without_a_point_that_counts_are_not_shown(skirts):
    hidden = dict.fromkeys(('hemline_left', 'hemline_right'), '1_1_0')
    waist = {'waistband_left': '100_50_0', 'waistband_right': '200_50_0'}
    truth = skirts('gt.csv', a=hidden | waist, b={})
    assert select_rows(evaluate([truth], [[truth]])).worst == [1]


def test_images_are_beside_the_table_or_in_a_folder(evaluation, photo, tmp_path):
    assert find_images(evaluation) is None
    with pytest.raises(FileNotFoundError, match='no images: looked for'):
        find_images(evaluation, tmp_path)
    path = photo('b')
    assert find_images(evaluation)[1] == path
    elsewhere = tmp_path / 'elsewhere'
    elsewhere.mkdir()
    (tmp_path / 'Images').rename(elsewhere / 'Images')
    assert find_images(evaluation) is None
    assert find_images(evaluation, elsewhere)[1] == elsewhere / 'Images' / 'skirt' / 'b.jpg'


def test_truth_is_a_ring_and_the_prediction_a_dot_of_its_side(evaluation):
    first, second = (
        with_model(np.zeros((400, 300, 3), np.uint8), evaluation, model, 1)
        for model in evaluation.models
    )
    assert tuple(first[330, 80, ::-1]) == side_color('hemline_left')
    assert first[300, 80 - 6].tolist() == [255, 255, 255]  # of a visible point
    assert first[300, 220 - 6].tolist() == [150, 150, 150]  # of an occluded one
    line = first[315, 80]
    assert (line[0], line[2]) == (0, 255)  # yellow
    assert second[330, 80].tolist() != first[330, 80].tolist()


def test_a_missing_prediction_leaves_the_truth(skirts):
    truth = skirts('gt.csv', a={}, b={})
    evaluation = evaluate([truth], [[skirts('p.csv', a={})]], allow_missing=True)
    drawn = with_model(np.zeros((400, 300, 3), np.uint8), evaluation, evaluation.models[0], 1)
    assert drawn[300, 80 - 6].tolist() == [255, 255, 255]
    assert tuple(drawn[300, 80]) == (0, 0, 0)


def test_points_far_outside_the_image_are_drawn(skirts):
    truth = skirts('gt.csv', a={})
    pred = skirts('p.csv', a={'hemline_left': '-999999_999999_1'})
    evaluation = evaluate([truth], [[pred]])
    (model,) = evaluation.models
    blank = np.zeros((40, 30, 3), np.uint8)
    assert with_model(blank, evaluation, model, 0, scale=0.1).any()


def test_drawings_have_the_requested_size(evaluation, photo):
    drawings = draw_errors(evaluation, 1, photo('b'), 200)
    assert [(each.width, each.height) for each in drawings] == [(150, 200)] * 2


def test_shown_images_have_the_error_of_each_model(evaluation, photo):
    paths = [photo(name) for name in 'abc']
    first, second = shown_images(evaluation, [1, 0], paths, 200)
    assert first.image_id.endswith('b.jpg')
    assert first.location == 'gt.csv:3'
    assert first.errors == pytest.approx([10, 0])  # of three points
    assert second.errors == pytest.approx([0, 80 / 3])
    assert len(first.drawings) == 2
    assert shown_images(evaluation, [1], None, 0)[0].drawings == []


def test_unreadable_image_says_why(evaluation, photo):
    path = photo('a')
    path.write_text('not an image')
    (image,) = shown_images(evaluation, [0], [path], 200)
    assert image.drawings == []
    assert 'a.jpg' in image.failure


def test_point_absent_in_truth_and_prediction_is_not_drawn(skirts):
    absent = {'hemline_left': '-1_-1_-1'}
    truth = skirts('gt.csv', a=absent, b={})
    evaluation = evaluate([truth], [[skirts('p.csv', a=absent, b=absent)]])
    blank = np.zeros((400, 300, 3), np.uint8)
    drawn = [with_model(blank, evaluation, evaluation.models[0], row) for row in (0, 1)]
    assert not drawn[0][:30, :30].any()
    assert drawn[1][:4, :4].any()  # (-1, -1) is a wrong prediction of an annotated point
