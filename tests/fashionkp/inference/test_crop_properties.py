"""From an image to a model's input and back, for any box and any size."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fashionkp.inference.crop import InputCrop

SIDES = st.integers(8, 512)
BOXES = st.tuples(
    st.floats(-500, 4000, width=32),
    st.floats(-500, 4000, width=32),
    st.floats(1, 4000, width=32),
    st.floats(1, 4000, width=32),
).map(lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3]))


@given(
    BOXES, st.tuples(SIDES, SIDES), st.booleans(), arrays(float, (5, 2), elements=st.floats(0, 1))
)
def test_mapping_to_the_input_and_back_is_the_identity(box, size, unbiased, shares):
    crop = InputCrop.from_box(box, size, unbiased=unbiased)
    low, high = np.array(box[:2]), np.array(box[2:])
    points = low + shares * (high - low)
    matrix = crop.matrix().astype(np.float64)
    pixels = points @ matrix[:, :2].T + matrix[:, 2]
    # centers of corner pixels in an unbiased input are the corners of the rectangle
    spanned = pixels * np.array(size) / (np.array(size) - 1) if unbiased else pixels
    error = np.abs(crop.to_image(spanned) - points).max()
    assert error <= 2e-6 * max(map(abs, box)) * max(size) / 8  # in single precision


@given(BOXES, st.tuples(SIDES, SIDES), st.booleans())
def test_the_crop_is_the_smallest_of_its_aspect_ratio_around_the_box(box, size, unbiased):
    crop = InputCrop.from_box(box, size, unbiased=unbiased)
    width, height = box[2] - box[0], box[3] - box[1]
    reach = 1e-5 * max(map(abs, box))
    assert crop.scale[0] / crop.scale[1] == pytest.approx(size[0] / size[1], rel=1e-4)
    assert (crop.scale >= np.array([width, height]) - reach).all()
    assert np.isclose(crop.scale, [width, height], atol=reach, rtol=1e-5).any()
    np.testing.assert_allclose(
        crop.center, [(box[0] + box[2]) / 2, (box[1] + box[3]) / 2], atol=reach
    )
