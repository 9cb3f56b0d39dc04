"""Synthetic garments: positions and visibility of their key points, and reproducible images."""

import cv2
import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.keypoints import mirror
from fashionkp.synthetic import draw_garment
from fashionkp.synthetic.drawing.canvas import fill
from fashionkp.synthetic.scene.render import _cast_shadow, sample_scene

# Key points at a corner of the outline.
_CORNERS = ('neckline', 'shoulder', 'cuff', 'top_hem', 'waistband', 'hemline', 'bottom')


def _scenes(category, count):
    return [sample_scene(5, index, category) for index in range(count)]


@pytest.mark.parametrize('category', CATEGORIES)
def test_points_are_inside_the_image_or_absent(category):
    for scene in _scenes(category, 25):
        keypoints, visibility = scene.annotation()
        annotated = visibility >= 0
        assert (keypoints[~annotated] == -1).all()
        assert (keypoints[annotated] >= 0).all()
        assert (keypoints[annotated] <= scene.camera.size).all()
        foreign = [
            k for k, name in enumerate(KEYPOINTS) if name not in CATEGORIES[category].keypoints
        ]
        assert not annotated[foreign].any()


@pytest.mark.parametrize('category', CATEGORIES)
def test_corner_points_lie_on_the_painted_outline(category):
    checked = 0
    for scene in _scenes(category, 20):
        width, height = scene.camera.size
        for name, (position, parts) in scene.points.items():
            x, y = position
            if not name.startswith(_CORNERS) or not (3 < x < width - 3 and 3 < y < height - 3):
                continue
            outlines = []
            for layer in scene.layers:
                if layer.part == parts[0]:
                    mask = np.zeros((height, width), np.uint8)
                    fill(mask, layer.outline, 255, smooth=False)
                    outlines += cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)[0]
            distance = min(
                abs(cv2.pointPolygonTest(line, (float(x), float(y)), True)) for line in outlines
            )
            assert distance <= 1.5, f'{name} is {distance:.1f} px from the outline of {parts[0]}'
            checked += 1
    assert checked > 60


@pytest.mark.parametrize('category', CATEGORIES)
def test_occluded_points_are_covered_and_visible_ones_are_not(category):
    for scene in _scenes(category, 25):
        keypoints, visibility = scene.annotation()
        layer_map = scene.layer_map()
        for name, (_, parts) in scene.points.items():
            k = KEYPOINTS.index(name)
            if visibility[k] < 0:
                continue
            column, row = np.rint(keypoints[k]).astype(int)
            neighbourhood = layer_map[max(row - 2, 0) : row + 3, max(column - 2, 0) : column + 3]
            visible_parts = {scene.layers[i - 1].part for i in np.unique(neighbourhood) if i}
            assert bool(visible_parts & set(parts)) == (visibility[k] == 1), name
            if visibility[k] == 0 and neighbourhood.size == 25:
                lowest = min(i for i, layer in enumerate(scene.layers) if layer.part in parts)
                assert neighbourhood[2, 2] - 1 > lowest, f'{name} is not covered'


@pytest.mark.parametrize('category', CATEGORIES)
def test_left_points_are_left_of_right_points(category):
    pairs, ordered = 0, 0
    for scene in _scenes(category, 40):
        for name, (position, _) in scene.points.items():
            if '_left' in name:
                pairs += 1
                ordered += position[0] < scene.points[mirror(name)][0][0]
    assert ordered / pairs > 0.95


def test_centre_of_a_skirt_is_inside_its_outline():
    for scene in (sample_scene(6, index, 'skirt') for index in range(20)):
        middle = np.mean([position for position, _ in scene.points.values()], axis=0)
        layer = next(layer for layer in scene.layers if layer.part == 'skirt')
        assert cv2.pointPolygonTest(layer.outline.astype(np.float32), middle.tolist(), False) > 0


def test_same_seed_and_index_give_the_same_image():
    first, second = draw_garment(3, 7), draw_garment(3, 7)
    assert (first.image == second.image).all()
    assert (first.keypoints == second.keypoints).all()
    assert (first.visibility == second.visibility).all()


@pytest.mark.parametrize('other', [(4, 7), (3, 12)], ids=['seed', 'index'])
def test_another_seed_or_index_gives_another_image(other):
    first, second = draw_garment(3, 7, 'dress'), draw_garment(*other, 'dress')
    assert first.image.shape != second.image.shape or (first.image != second.image).any()


def test_image_does_not_depend_on_the_number_of_threads():
    before = cv2.getNumThreads()
    try:
        cv2.setNumThreads(1)
        first = draw_garment(3, 2).image
        cv2.setNumThreads(4)
        assert (draw_garment(3, 2).image == first).all()
    finally:
        cv2.setNumThreads(before)


def test_shapes_and_dtypes():
    garment = draw_garment(0, 0, 'trousers')
    assert garment.category == 'trousers'
    assert garment.image.dtype == np.uint8
    assert garment.image.shape[2] == 3
    assert max(garment.image.shape) <= 512
    assert garment.keypoints.shape == (24, 2)
    assert garment.visibility.dtype == np.int8


def test_categories_take_turns():
    assert [draw_garment(1, index).category for index in range(10)] == [*CATEGORIES, *CATEGORIES]


def test_unknown_category_lists_the_choices():
    with pytest.raises(ValueError, match=r"'hat'.*blouse"):
        draw_garment(0, 0, 'hat')


def test_shoes_darken_the_floor_below_them():
    scene = next(
        scene
        for scene in (sample_scene(5, index, 'dress') for index in range(200))
        if any(
            layer.part.startswith('shoe') and layer.outline[:, 1].max() < scene.camera.size[1] - 20
            for layer in scene.layers
        )
    )
    shoe = next(layer for layer in scene.layers if layer.part.startswith('shoe'))
    width, height = scene.camera.size
    floor = np.full((height, width, 3), 200, np.uint8)
    _cast_shadow(floor, scene, np.array([0.0, -1.0]), np.random.default_rng(0))
    (left, _), (right, bottom) = shoe.outline.min(0), shoe.outline.max(0)
    assert floor[round(bottom), round((left + right) / 2), 0] < 200
    assert (floor[: height // 8, :8] == 200).all()


def test_a_hood_belongs_to_its_garment():
    # the neckline of a coat is visible under its own hood, that of a blouse not under a coat's
    parts = {
        category: {layer.part for i in range(60) for layer in sample_scene(8, i, category).layers}
        for category in ('outwear', 'trousers')
    }
    assert 'hood' in parts['outwear']
    assert 'hood' not in parts['trousers']
    assert 'other_hood' in parts['trousers']
