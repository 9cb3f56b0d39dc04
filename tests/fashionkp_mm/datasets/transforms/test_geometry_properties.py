"""Properties of the geometry of the pipelines: flips, and maps to the input and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from mmpose.datasets.transforms import GetBBoxCenterScale, RandomFlip
from mmpose.structures.bbox import get_udp_warp_matrix, get_warp_matrix

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.crop import InputCrop
from fashionkp_mm.datasets import FashionAIDataset, FastAffine

COUNT = len(KEYPOINTS)
SIDES = st.integers(8, 96)


@st.composite
def items(draw):
    """Generate an image of noise with its box and key points anywhere in or near it."""
    width, height = draw(SIDES), draw(SIDES)
    points = draw(arrays(np.float32, (1, COUNT, 2), elements=st.floats(-50, 150, width=32)))
    visible = draw(arrays(np.float32, (1, COUNT), elements=st.sampled_from([0, 1])))
    rng = np.random.default_rng(width)
    return dict(
        img=rng.integers(0, 256, (height, width, 3), np.uint8),
        img_shape=(height, width),
        keypoints=points,
        keypoints_visible=visible,
        bbox=np.array([[0, 0, width, height]], np.float32),
        bbox_center=np.array([[width / 2, height / 2]], np.float32),
        bbox_scale=np.array([[width, height]], np.float32),
        flip_indices=FLIP_INDICES,
    )


FLIP_INDICES = FashionAIDataset(lazy_init=True).metainfo['flip_indices']


def flip(item):
    return RandomFlip(prob=1.0)(
        {key: value.copy() if hasattr(value, 'copy') else value for key, value in item.items()}
    )


@given(items())
def test_two_flips_change_nothing(item):
    back = flip(flip(item))
    for key in ('img', 'keypoints_visible', 'bbox_scale'):
        np.testing.assert_array_equal(back[key], item[key])
    for key in ('keypoints', 'bbox_center', 'bbox'):
        np.testing.assert_allclose(back[key], item[key], atol=1e-4)


@given(items())
def test_a_flip_swaps_left_and_right(item):
    width = item['img_shape'][1]
    flipped = flip(item)
    for i, name in enumerate(KEYPOINTS):
        other = FLIP_INDICES[i]
        x, y = item['keypoints'][0, other]
        np.testing.assert_allclose(flipped['keypoints'][0, i], [width - 1 - x, y], atol=1e-4)
        assert flipped['keypoints_visible'][0, i] == item['keypoints_visible'][0, other]
        for category in CATEGORIES.values():
            assert (name in category.keypoints) == (KEYPOINTS[other] in category.keypoints)


@given(items(), SIDES, SIDES, st.booleans())
def test_to_the_input_and_back(item, width, height, unbiased):
    """The way back is that of the predictor of exported models."""
    size = (width, height)
    step = FastAffine(input_size=size, use_udp=unbiased)
    del item['bbox_center'], item['bbox_scale']
    results = step(GetBBoxCenterScale(padding=1.0)({**item}))
    points = results['transformed_keypoints'][0].astype(np.float64)
    if unbiased:  # decoded key points span the input from edge to edge
        points = points * np.array(size) / (np.array(size) - 1)
    crop = InputCrop.from_box(item['bbox'][0].tolist(), size, unbiased=unbiased)
    np.testing.assert_allclose(crop.to_image(points), item['keypoints'][0], atol=2e-2)
    np.testing.assert_allclose(results['input_scale'], crop.scale, rtol=1e-5)
    np.testing.assert_array_equal(results['img'], crop.extract(item['img']))


@given(
    st.tuples(st.floats(-100, 600), st.floats(-100, 600)),
    st.floats(10, 800),
    st.floats(-180, 180),
    SIDES,
    st.sampled_from([get_warp_matrix, get_udp_warp_matrix]),
)
def test_a_rotation_and_its_inverse(center, scale, angle, side, warp_matrix):
    """The opposite rotation restores the orientation, and lengths keep their proportion."""
    center = np.array(center)
    there = np.vstack(
        [warp_matrix(center, np.full(2, scale), angle, output_size=(side, side)), [0, 0, 1]]
    )
    corners = center + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * scale / 2
    rotated = (np.hstack([corners, np.ones((4, 1))]) @ there.T)[:, :2]
    sides = np.linalg.norm(np.diff(rotated, axis=0), axis=1)
    np.testing.assert_allclose(sides, side - (warp_matrix is get_udp_warp_matrix), rtol=1e-3)
    middle = rotated.mean(0)
    back = warp_matrix(middle, np.full(2, side), -angle, output_size=(side, side))
    restored = np.hstack([rotated, np.ones((4, 1))]) @ back.T
    edges = np.diff(restored, axis=0)
    assert np.abs(edges[[0, 2], 1]).max() <= 1e-3 * side
    assert np.abs(edges[1, 0]) <= 1e-3 * side
