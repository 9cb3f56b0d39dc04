"""Images as part of a page."""

import base64

import cv2
import numpy as np
import pytest

from fashionkp.html_pages.embedded_image import embed_jpeg, embed_png
from fashionkp.html_pages.environment import page_environment


def decoded(source: str) -> np.ndarray:
    data = base64.b64decode(source.partition('base64,')[2])
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)


@pytest.fixture
def image():
    return np.random.default_rng(0).integers(0, 256, (20, 30, 3), np.uint8)


def test_png_is_lossless_and_may_be_shown_smaller(image):
    embedded = embed_png(image, scale=0.5)
    np.testing.assert_array_equal(decoded(embedded.source), image)
    assert (embedded.width, embedded.height) == (15, 10)
    assert embedded.source.startswith('data:image/png;base64,')


def test_jpeg_has_a_quality(image):
    good, poor = embed_jpeg(image), embed_jpeg(image, quality=10)
    assert decoded(good.source).shape == image.shape
    assert good.source.startswith('data:image/jpeg;base64,')
    assert len(poor.source) < len(good.source)


def test_figure_has_its_caption_as_text(image):
    template = '{% from "macros.html" import figure %}{{ figure(image, caption) }}'
    page = page_environment().from_string(template).render(image=embed_png(image), caption='"<a>"')
    assert '<img width="30" height="20" alt="&#34;&lt;a&gt;&#34;" src="data:' in page
    assert '<figcaption>&#34;&lt;a&gt;&#34;</figcaption>' in page
