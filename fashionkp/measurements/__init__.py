"""Lengths of garments from key points, in pixels and in centimetres."""

from fashionkp.measurements.definitions import MEASUREMENTS, NAMES
from fashionkp.measurements.lengths import LENGTH_DECIMALS, Lengths, measure
from fashionkp.measurements.measurement import Measurement, Waypoint
from fashionkp.measurements.reference import Reference, known_length

__all__ = [
    'LENGTH_DECIMALS',
    'MEASUREMENTS',
    'NAMES',
    'Lengths',
    'Measurement',
    'Reference',
    'Waypoint',
    'known_length',
    'measure',
]
