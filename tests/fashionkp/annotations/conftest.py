"""Random tables for property tests."""

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fashionkp.annotations import CATEGORY_POINTS, AnnotationTable
from fashionkp.annotations.cells import IMAGE_ID, LABEL_LIMIT
from fashionkp.categories import CATEGORIES, KEYPOINTS

# usual ones, those with a meaning in a spreadsheet or a path, and any others
IMAGE_IDS = st.one_of(
    st.from_regex(r'Images/[a-z]{1,8}/[0-9a-f]{4}\.jpg', fullmatch=True),
    st.text('=+-@./;,"\'_ a1é裙', min_size=1, max_size=12),
    st.text(min_size=1, max_size=20),
).filter(IMAGE_ID.fullmatch)


@st.composite
def rows(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Draw distinct image ids, and category ids."""
    image_ids = draw(st.lists(IMAGE_IDS, min_size=1, max_size=8, unique=True))
    ids = st.integers(0, len(CATEGORIES) - 1)
    categories = draw(st.lists(ids, min_size=len(image_ids), max_size=len(image_ids)))
    return np.array(image_ids), np.array(categories, np.int8)


@st.composite
def annotations(draw: st.DrawFn) -> AnnotationTable:
    """Draw a table with labels."""
    image_ids, categories = draw(rows())
    shape = len(image_ids), len(KEYPOINTS)
    visibility = draw(arrays(np.int8, shape, elements=st.integers(-1, 1)))
    points = draw(arrays(np.int64, (*shape, 2), elements=st.integers(0, LABEL_LIMIT - 1)))
    visibility = np.where(CATEGORY_POINTS[categories], visibility, -1).astype(np.int8)
    points = np.where(visibility[..., None] < 0, -1, points).astype(np.float64)
    return AnnotationTable(
        image_ids=image_ids,
        category_ids=categories,
        keypoints=points,
        visibility=visibility,
        labelled=np.ones(len(image_ids), bool),
    )


@st.composite
def submissions(draw: st.DrawFn) -> AnnotationTable:
    """Draw a table of predictions at any positions."""
    image_ids, categories = draw(rows())
    shape = len(image_ids), len(KEYPOINTS)
    coordinates = st.floats(-999_999, 999_999, allow_nan=False)
    points = draw(arrays(np.float64, (*shape, 2), elements=coordinates))
    visibility = np.ones(shape, np.int8)
    return AnnotationTable(
        image_ids=image_ids,
        category_ids=categories,
        keypoints=points,
        visibility=visibility,
        labelled=np.ones(len(image_ids), bool),
    )


@pytest.fixture(scope='session')
def annotation_tables() -> st.SearchStrategy[AnnotationTable]:
    return annotations()


@pytest.fixture(scope='session')
def submission_tables() -> st.SearchStrategy[AnnotationTable]:
    return submissions()
