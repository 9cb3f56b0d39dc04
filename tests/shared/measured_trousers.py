"""Trousers whose lengths are known by hand."""

import numpy as np

from fashionkp.categories import CATEGORIES

TROUSERS = CATEGORIES['trousers'].keypoints
# The waistband is 60 wide, the crotch 50 below its centre; the left inseam is a 3-4-5 triangle.
POSITIONS = dict(
    waistband_left=(100, 0),
    waistband_right=(160, 0),
    crotch=(130, 50),
    bottom_left_in=(70, 130),
    bottom_left_out=(40, 130),
    bottom_right_in=(130, 140),
    bottom_right_out=(160, 140),
)
POINTS = np.array([POSITIONS[name] for name in TROUSERS], float)
ALL = np.ones(len(TROUSERS), bool)
