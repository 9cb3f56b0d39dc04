"""The lengths of each category: built-in ones, as shops state them, and declared ones.

Widths are those of a garment that lies flat: half its circumference.
"""

from fashionkp.categories import CATEGORIES, Category
from fashionkp.custom_garments import declared_files
from fashionkp.measurements.declared import LengthTable, length_table, read_lengths
from fashionkp.measurements.measurement import Measurement

_NECK = 'neckline_left + neckline_right'
_WAISTLINE = 'waistline_left + waistline_right'
_WAISTBAND = 'waistband_left + waistband_right'
_HEMLINE = 'hemline_left + hemline_right'

# Written as in a file: a garment has the first path whose key points it has, and a length of the
# left side on the right side too.
_BUILT_IN = length_table(
    {
        'neck_width': ['neckline_left', 'neckline_right'],
        'neck_depth': [_NECK, 'center_front'],
        'shoulder_width': ['shoulder_left', 'shoulder_right'],
        'chest': ['armpit_left', 'armpit_right'],
        'waist': [['waistline_left', 'waistline_right'], ['waistband_left', 'waistband_right']],
        'hem': [['top_hem_left', 'top_hem_right'], ['hemline_left', 'hemline_right']],
        'body_length': [[_NECK, 'top_hem_left + top_hem_right'], [_NECK, _HEMLINE]],
        'skirt_length': [[_WAISTLINE, _HEMLINE], [_WAISTBAND, _HEMLINE]],
        'sleeve_left': ['shoulder_left', 'cuff_left_out'],
        'cuff_left': ['cuff_left_in', 'cuff_left_out'],
        'rise': [[_WAISTBAND, 'crotch'], [_WAISTLINE, 'crotch']],
        'inseam_left': ['crotch', 'bottom_left_in'],
        'outseam_left': [
            ['waistband_left', 'bottom_left_out'],
            ['waistline_left', 'bottom_left_out'],
        ],
        'leg_opening_left': ['bottom_left_in', 'bottom_left_out'],
    }
)

_DECLARED = read_lengths(declared_files())

NAMES: tuple[str, ...] = tuple(
    dict.fromkeys(
        name
        for table in (_BUILT_IN, _DECLARED.shared, *_DECLARED.by_category.values())
        for name in table
    )
)
"""Names of all lengths, in the order of columns in files."""


def _measurements(category: Category) -> tuple[Measurement, ...]:
    """Return the lengths of a category: its own before those of all garments and built-in ones."""
    tables: tuple[LengthTable, ...] = (
        _DECLARED.by_category.get(category.name, {}),
        _DECLARED.shared,
        _BUILT_IN,
    )
    chosen = []
    for name in NAMES:
        paths = (measurement for table in tables for measurement in table.get(name, ()))
        fitting = (m for m in paths if {*m.keypoints} <= {*category.keypoints})
        if first := next(fitting, None):
            chosen.append(first)
    return tuple(chosen)


MEASUREMENTS: dict[str, tuple[Measurement, ...]] = {
    name: _measurements(category) for name, category in CATEGORIES.items()
}
"""Lengths of each category, by its name."""
