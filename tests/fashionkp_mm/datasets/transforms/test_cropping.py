"""Tests of crops: they contain every key point, with a margin if the box has it."""

import numpy as np
import pytest
from mmengine.runner import set_random_seed
from mmpose.datasets.transforms import RandomBBoxTransform, TopdownAffine

from fashionkp_mm.datasets import FashionAIDataset, KeypointSafeRandomCrop
from fashionkp_mm.recipes import topdown_pipelines

WIDTH, HEIGHT = 400, 512
WHOLE = np.array([0, 0, WIDTH, HEIGHT])
SIZE = 64


def item(points: list, visible: list[int] | None = None, rotation: float | None = None) -> dict:
    """Return an item whose box is the whole image."""
    results = dict(
        img=np.zeros((HEIGHT, WIDTH, 3), np.uint8),
        img_shape=(HEIGHT, WIDTH),
        keypoints=np.array(points, np.float32).reshape(1, -1, 2),
        keypoints_visible=np.array([visible or [1] * len(points)], np.float32),
        bbox_center=np.array([[WIDTH / 2, HEIGHT / 2]], np.float32),
        bbox_scale=np.array([[WIDTH, HEIGHT]], np.float32),
    )
    if rotation is not None:
        results['bbox_rotation'] = np.array([rotation], np.float32)
    return results


def corners(results: dict) -> np.ndarray:
    """Return x0, y0, x1, y1 of a box that is not rotated."""
    center, half = results['bbox_center'][0], results['bbox_scale'][0] / 2
    return np.concatenate([center - half, center + half])


def boxes(points: list, num: int = 200, prob: float = 1.0, **kwargs) -> np.ndarray:
    """Return the corners of ``num`` random crops, (num, 4)."""
    set_random_seed(0)  # MMPose's transforms use the global state
    crop = KeypointSafeRandomCrop(prob=prob)
    return np.array([corners(crop(item(points, **kwargs))) for _ in range(num)])


CASES = {  # key points, and the smallest crop: 25 pixels around them
    'inside': ([(100, 150), (300, 350), (220, 200)], (75, 125, 325, 375)),
    'one point': ([(100, 150)], (75, 125, 125, 175)),
    'within the margin of the border': ([(10, 150), (390, 500)], (0, 125, 400, 512)),
    'on the border': ([(0, 0), (400, 512)], (0, 0, 400, 512)),
}


@pytest.mark.parametrize('case', CASES)
def test_sides_move_inwards_up_to_the_margin(case):
    points, inner = CASES[case]
    inwards = (boxes(points) - WHOLE) * [1, 1, -1, -1]
    limit = np.abs(np.array(inner) - WHOLE)
    assert (inwards >= -1e-3).all()
    assert (inwards <= limit + 1e-3).all()
    # uniform: the mean of 200 crops is within four standard deviations of half the limit
    assert (np.abs(inwards.mean(axis=0) - limit / 2) <= 4 * limit / np.sqrt(12 * 200) + 1e-3).all()


def test_key_points_outside_of_the_image_stay_in_the_box():
    crops = boxes([(-3, 200), (401, 515)])
    np.testing.assert_allclose(crops[:, [0, 2, 3]], [[-3, 401, 515]] * 200, atol=1e-3)
    assert crops[:, 1].max() > 100


def test_without_key_points_the_box_does_not_change():
    assert boxes([(5, 5)], visible=[0], num=1).tolist() == [WHOLE.tolist()]


def test_absent_key_points_are_ignored():
    points, inner = CASES['inside']
    with_absent = boxes([*points, (0, 0)], visible=[1, 1, 1, 0])
    np.testing.assert_array_equal(with_absent, boxes(points))
    assert with_absent[:, 0].max() > inner[0] / 2


def test_crops_depend_only_on_the_seed():
    points, _ = CASES['inside']
    np.testing.assert_array_equal(boxes(points), boxes(points))
    assert len(np.unique(boxes(points), axis=0)) == 200


def test_prob_is_the_share_of_cropped_boxes():
    points, _ = CASES['inside']
    uncropped = (boxes(points, num=1000, prob=0.3) == WHOLE).all(axis=1)
    assert uncropped.mean() == pytest.approx(0.7, abs=0.06)  # four standard deviations
    assert not (boxes(points, prob=1.0) == WHOLE).all(axis=1).any()


def test_sides_move_in_the_frame_of_the_rotated_box():
    # a rotation of 90 degrees about (200, 256) moves (200, 500) to 244 pixels left of the center,
    # 44 beyond the box; left in the box is down in the image
    results = KeypointSafeRandomCrop(prob=0.0)(item([(200, 500)], rotation=90.0))
    np.testing.assert_allclose(results['bbox_scale'], [[444, 512]], rtol=1e-5)
    np.testing.assert_allclose(results['bbox_center'], [[200, 278]], rtol=1e-5)


def outside(results: dict) -> bool:
    """Whether a visible key point is outside of the model's input."""
    transformed = TopdownAffine(input_size=(SIZE, SIZE), use_udp=True)(dict(results))
    points = transformed['transformed_keypoints'][0, results['keypoints_visible'][0] > 0]
    return bool(((points < -1e-3) | (points > SIZE - 1 + 1e-3)).any())


def test_key_points_stay_in_the_input_after_rotation_shift_and_scale():
    rng = np.random.default_rng(1)
    set_random_seed(1)
    vary = RandomBBoxTransform(scale_factor=(0.5, 1.5), rotate_factor=180.0)
    lost = 0
    for _ in range(200):
        points = rng.uniform(0, [WIDTH, HEIGHT], (rng.integers(1, 8), 2)).tolist()
        results = vary(item(points))
        lost += outside(results)
        assert not outside(KeypointSafeRandomCrop()(results))
    assert lost > 50  # without the transform, many images lose a key point


def test_the_input_arrays_do_not_change():
    results = item([(100, 150), (300, 350)])
    center, scale = results['bbox_center'], results['bbox_scale']
    KeypointSafeRandomCrop(prob=1.0)(results)
    assert center.tolist() == [[WIDTH / 2, HEIGHT / 2]]
    assert scale.tolist() == [[WIDTH, HEIGHT]]


@pytest.mark.realdata
def test_key_points_of_the_sample_data_stay_in_the_input(fashionai_root):
    codec = dict(type='UDPHeatmap', input_size=(SIZE, SIZE), heatmap_size=(16, 16), sigma=2)
    steps, _ = topdown_pipelines(codec)
    dataset = FashionAIDataset(
        data_root=str(fashionai_root), ann_file='fixture', pipeline=steps[:-2]
    )
    set_random_seed(0)
    for i in range(len(dataset)):
        results = dataset[i]
        points = results['transformed_keypoints'][0, results['keypoints_visible'][0] > 0]
        assert points.min() >= -1e-3
        assert points.max() <= SIZE - 1 + 1e-3
