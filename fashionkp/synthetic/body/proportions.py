"""Proportions of the body.

Body units are head heights. The origin is the pit of the neck, x points to the right of the image
and y downwards. Sides are -1 (left in the image) and 1 (right in the image).
"""

SIDES = (-1, 1)
SIDE_NAMES = {-1: 'left', 1: 'right'}
UPPER_ARM, FOREARM = 1.32, 1.18
SHOULDER_Y, ARMPIT_Y, WAIST_Y, HIP_Y, CROTCH_Y = 0.16, 0.92, 1.72, 2.45, 2.85
KNEE_Y, ANKLE_Y = 4.4, 6.15
