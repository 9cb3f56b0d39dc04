"""The geometry of the pipelines: mirrored twice, and there and back, with any points."""

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
    """An image of noise with all key points anywhere in or near it, and the box of it all."""
    width, height = draw(SIDES), draw(SIDES)
    points = draw(arrays(np.float32, (1, COUNT, 2), elements=st.floats(-50, 150, width=32)))
    seen = draw(arrays(np.float32, (1, COUNT), elements=st.sampled_from([0, 1])))
    rng = np.random.default_rng(width)
    return dict(
        img=rng.integers(0, 256, (height, width, 3), np.uint8),
        img_shape=(height, width),
        keypoints=points,
        keypoints_visible=seen,
        bbox=np.array([[0, 0, width, height]], np.float32),
        bbox_center=np.array([[width / 2, height / 2]], np.float32),
        bbox_scale=np.array([[width, height]], np.float32),
        flip_indices=FLIP_INDICES,
    )


FLIP_INDICES = FashionAIDataset(lazy_init=True).metainfo['flip_indices']


def flipped(item):
    return RandomFlip(prob=1.0)(
        {key: value.copy() if hasattr(value, 'copy') else value for key, value in item.items()}
    )


@given(items())
def test_mirrored_twice_is_as_before(item):
    back = flipped(flipped(item))
    for key in ('img', 'keypoints_visible', 'bbox_scale'):
        np.testing.assert_array_equal(back[key], item[key])
    for key in ('keypoints', 'bbox_center', 'bbox'):
        np.testing.assert_allclose(back[key], item[key], atol=1e-4)


@given(items())
def test_a_mirror_trades_names_with_places(item):
    width = item['img_shape'][1]
    once = flipped(item)
    for i, name in enumerate(KEYPOINTS):
        other = FLIP_INDICES[i]
        x, y = item['keypoints'][0, other]
        np.testing.assert_allclose(once['keypoints'][0, i], [width - 1 - x, y], atol=1e-4)
        assert once['keypoints_visible'][0, i] == item['keypoints_visible'][0, other]
        for category in CATEGORIES.values():
            assert (name in category.keypoints) == (KEYPOINTS[other] in category.keypoints)


@given(items(), SIDES, SIDES, st.booleans())
def test_from_the_image_to_the_input_and_back(item, width, height, unbiased):
    """Back by what an exported model's predictor does."""
    size = (width, height)
    step = FastAffine(input_size=size, use_udp=unbiased)
    del item['bbox_center'], item['bbox_scale']
    there = step(GetBBoxCenterScale(padding=1.0)({**item}))
    points = there['transformed_keypoints'][0].astype(np.float64)
    if unbiased:  # decoded points span the input, whose pixels' centres they were
        points = points * np.array(size) / (np.array(size) - 1)
    view = InputCrop.from_box(item['bbox'][0].tolist(), size, unbiased=unbiased)
    np.testing.assert_allclose(view.to_image(points), item['keypoints'][0], atol=2e-2)
    np.testing.assert_allclose(there['input_scale'], view.scale, rtol=1e-5)
    np.testing.assert_array_equal(there['img'], view.pixels(item['img']))


@given(
    st.tuples(st.floats(-100, 600), st.floats(-100, 600)),
    st.floats(10, 800),
    st.floats(-180, 180),
    SIDES,
    st.sampled_from([get_warp_matrix, get_udp_warp_matrix]),
)
def test_turned_and_turned_back(center, scale, angle, side, warp_matrix):
    """Training turns garments; the other turn takes them back, and lengths stay in proportion."""
    center = np.array(center)
    there = np.vstack(
        [warp_matrix(center, np.full(2, scale), angle, output_size=(side, side)), [0, 0, 1]]
    )
    corners = center + np.array([[-1, -1], [1, -1], [1, 1], [-1, 1]]) * scale / 2
    turned = (np.hstack([corners, np.ones((4, 1))]) @ there.T)[:, :2]
    sides = np.linalg.norm(np.diff(turned, axis=0), axis=1)
    np.testing.assert_allclose(sides, side - (warp_matrix is get_udp_warp_matrix), rtol=1e-3)
    middle = turned.mean(0)
    back = warp_matrix(middle, np.full(2, side), -angle, output_size=(side, side))
    turned_back = np.hstack([turned, np.ones((4, 1))]) @ back.T
    edges = np.diff(turned_back, axis=0)
    assert np.abs(edges[[0, 2], 1]).max() <= 1e-3 * side
    assert np.abs(edges[1, 0]) <= 1e-3 * side
