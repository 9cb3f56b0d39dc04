"""Maps of key points."""

from fashionkp.stats.keypoint_maps import MAP_SIZE, keypoint_map
from fashionkp.visualization.keypoints import side_color


def test_median_garment_has_the_colors_of_its_sides(sample):
    image = keypoint_map(sample, 'skirt')
    assert image.shape == (MAP_SIZE, MAP_SIZE, 3)
    y = round(0.2 * MAP_SIZE)
    assert tuple(image[y, round(0.1 * MAP_SIZE), ::-1]) == side_color('waistband_left')
    assert tuple(image[y, round(0.5 * MAP_SIZE), ::-1]) == side_color('waistband_right')
