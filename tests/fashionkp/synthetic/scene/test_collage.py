"""Collages: the annotated photo is the largest, and nothing else touches it."""

import numpy as np
import pytest

from fashionkp.synthetic.drawing.cloth import Cloth
from fashionkp.synthetic.scene.collage import Layout, fill_panels, sample_layout
from fashionkp.synthetic.scene.render import sample_scene

_CLOTH = Cloth((40, 60, 160), 'checks', (200, 200, 210))


def _layouts(size=(512, 420), count=600) -> list[Layout]:
    return [sample_layout(np.random.default_rng(k), size) for k in range(count)]


def _area(box) -> int:
    return box[2] * box[3]


def test_most_images_are_one_photo_and_some_have_borders_or_panels():
    layouts = _layouts()
    assert 0.8 < np.mean([layout.frame == (0, 0, 512, 420) for layout in layouts]) < 0.95
    assert 0.03 < np.mean([bool(layout.panels) for layout in layouts]) < 0.1


@pytest.mark.parametrize('size', [(512, 512), (320, 512), (512, 341)])
def test_photos_lie_in_the_image_apart_from_each_other(size):
    for layout in _layouts(size):
        covered = np.zeros(size[::-1], int)
        for x, y, width, height in (layout.frame, *layout.panels):
            assert min(x, y) >= 0
            assert x + width <= size[0]
            assert y + height <= size[1]
            covered[y : y + height, x : x + width] += 1
        assert covered.max() == 1
        assert all(_area(panel) < 0.8 * _area(layout.frame) for panel in layout.panels)
        assert _area(layout.frame) > 0.4 * size[0] * size[1]


def test_panels_replace_everything_but_the_frame():
    layout = next(layout for layout in _layouts() if len(layout.panels) == 2)
    image = np.full((420, 512, 3), 77, np.uint8)
    filled = fill_panels(image, layout, _CLOTH, np.random.default_rng(0))
    x, y, width, height = layout.frame
    assert (filled[y : y + height, x : x + width] == 77).all()
    for left, top, w, h in layout.panels:
        assert filled[top : top + h, left : left + w].std() > 3


def test_points_outside_the_frame_are_absent():
    framed = 0
    for index in range(150):
        scene = sample_scene(12, index, 'dress')
        x, y, width, height = scene.layout.frame
        keypoints, visibility = scene.annotation()
        annotated = keypoints[visibility >= 0]
        assert (annotated >= (x, y)).all()
        assert (annotated <= (x + width, y + height)).all()
        framed += scene.layout.frame != (0, 0, *scene.camera.size)
    assert framed > 10
