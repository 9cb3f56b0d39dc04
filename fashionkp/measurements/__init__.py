"""Lengths of garments from key points, in pixels and in centimetres."""

from fashionkp.measurements.definitions import MEASUREMENTS, NAMES
from fashionkp.measurements.garment import margins_per_cm, measure
from fashionkp.measurements.lengths import LENGTH_DECIMALS, Lengths
from fashionkp.measurements.measurement import Measurement, Waypoint
from fashionkp.measurements.plane import (
    Plane,
    PlaneNotFound,
    plane_of_points,
    plane_of_squares,
)
from fashionkp.measurements.reference import Reference, known_length

__all__ = [
    'LENGTH_DECIMALS',
    'MEASUREMENTS',
    'NAMES',
    'Lengths',
    'Measurement',
    'Plane',
    'PlaneNotFound',
    'Reference',
    'Waypoint',
    'known_length',
    'margins_per_cm',
    'measure',
    'plane_of_points',
    'plane_of_squares',
]
