"""Lettering: banners are filled, the middle stays free, watermarks are half transparent."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing import lettering


def _page(value: int = 200) -> np.ndarray:
    return np.full((300, 400, 3), value, np.uint8)


def test_names_and_columns_over_the_garment_leave_the_middle_free():
    for seed in range(40):
        image = _page()
        lettering._draw_name(image, np.random.default_rng(seed), 20.0, (10, 10, 10))
        lettering._draw_column(image, np.random.default_rng(seed), 20.0, (10, 10, 10))
        assert (image != 200).any()
        assert (image[80:250, 60:340] == 200).all()


@pytest.mark.parametrize('background', [(10, 12, 14), (245, 240, 250), (40, 40, 200)])
def test_labels_can_be_read(background):
    for seed in range(20):
        label = np.full((60, 200, 3), background, np.uint8)
        lettering.draw_label(label, np.random.default_rng(seed), background)
        difference = np.abs(label.astype(int) - background).sum(axis=-1)
        assert difference.max() > 150
        assert 0.01 < (difference > 90).mean() < 0.7


def test_a_watermark_lets_the_image_through():
    checks = (np.indices((300, 400)).sum(axis=0) % 2 * 100 + 50).astype(np.uint8)
    for seed in range(20):
        image = np.stack([checks] * 3, axis=-1)
        lettering.draw_watermark(image, np.random.default_rng(seed))
        changed = np.abs(image.astype(int) - checks[..., None]).max(axis=-1) > 8
        assert changed.any()
        assert image[checks == 150].astype(float).mean() > image[checks == 50].mean() + 60


def test_text_blocks_fill_a_page_with_lines():
    for seed in range(10):
        page = _page(255)
        lettering.draw_text_block(page, np.random.default_rng(seed))
        rows = (page != 255).any(axis=(1, 2))
        assert 0.1 < rows.mean() < 0.95
