"""Checks of annotated points, all rows at once and without opening images."""

from collections.abc import Iterator

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS, OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding, at_points, at_rows, cells_text
from fashionkp.doctor.registry import check
from fashionkp.doctor.submission_check import scale_fault
from fashionkp.keypoints import mirror
from fashionkp.score import SHORTEST_UNIT, normalizing_distances, normalizing_points

_LEFT = np.array([i for i, name in enumerate(KEYPOINTS) if '_left' in name])
_RIGHT = np.array([KEYPOINTS.index(mirror(KEYPOINTS[i])) for i in _LEFT])
# Ends of sleeves and legs, which cross where people cross their arms or walk.
_ENDS = np.array([KEYPOINTS[i].startswith(('cuff', 'bottom')) for i in _LEFT])


def _annotated(table: AnnotationTable) -> np.ndarray:
    return table.visibility >= 0


def _pair_points(table: AnnotationTable) -> np.ndarray:
    """How many points of the normalizing pair are annotated, (N,); -1 in rows without labels."""
    found = normalizing_points(table.visibility, table.category_ids)
    return np.where(table.labelled, found, -1)


def _pair_text(table: AnnotationTable, row: int) -> str:
    return cells_text(table, row, CATEGORIES[table.category_names[row]].normalizing_pair)


@check(
    'normalizing-pair-absent',
    'warning',
    'Both points whose distance is the unit of error are absent: the official score skips the '
    'image.',
    'Annotate them where they can be told, or live with it: the other points can be learnt.',
)
def normalizing_pair_absent(data: DataSet) -> Iterator[Finding]:
    rows = (_pair_points(data.table) == 0) & _annotated(data.table).any(1)
    return at_rows(data.table, rows, lambda row: _pair_text(data.table, row))


@check(
    'normalizing-point-absent',
    'warning',
    'One of the two points whose distance is the unit of error is absent: the score takes (-1, -1) '
    'for it, so that the unit is of no meaning.',
    'Annotate it where it can be told, or leave the row out of a validation set.',
)
def normalizing_point_absent(data: DataSet) -> Iterator[Finding]:
    rows = _pair_points(data.table) == 1
    return at_rows(data.table, rows, lambda row: _pair_text(data.table, row))


@check(
    'normalizing-pair-close',
    'warning',
    f'The normalizing points are less than {SHORTEST_UNIT:g} px apart: the official score skips '
    'the image.',
    'See whether they are at their places, and the coordinates in pixels.',
)
def normalizing_pair_close(data: DataSet) -> Iterator[Finding]:
    table = data.table
    units = normalizing_distances(table.keypoints, table.category_ids)
    rows = (_pair_points(table) == 2) & (units < SHORTEST_UNIT)
    return at_rows(table, rows, lambda row: f'{units[row]:.1f} px: {_pair_text(table, row)}')


@check(
    'nothing-annotated',
    'warning',
    'A row whose points are all absent, though its table has labels.',
    'Annotate it or leave it out: nothing is learnt from it.',
)
def nothing_annotated(data: DataSet) -> Iterator[Finding]:
    rows = data.table.labelled & ~_annotated(data.table).any(1)
    return at_rows(data.table, rows, 'all points are absent')


@check(
    'nothing-visible',
    'warning',
    'All annotated points are occluded: no point counts in the official score.',
    'Look at the image; the garment may be another one than the row says.',
)
def nothing_visible(data: DataSet) -> Iterator[Finding]:
    annotated = _annotated(data.table)
    rows = annotated.any(1) & ~(data.table.visibility == 1).any(1)
    return at_rows(data.table, rows, lambda row: f'{annotated[row].sum()} points, all occluded')


@check(
    'coincident-points',
    'warning',
    'Points of a garment at the same place, which is right at most for a sleeve that begins in '
    'the armpit or legs that touch.',
    'Look at them; a point that was never moved to its place would be learnt.',
)
def coincident_points(data: DataSet) -> Iterator[Finding]:
    table, annotated = data.table, _annotated(data.table)
    same = np.zeros(annotated.shape, bool)
    for i in range(len(KEYPOINTS)):
        others = (table.keypoints == table.keypoints[:, i : i + 1]).all(-1) & annotated
        others[:, i] = False
        same[:, i] = annotated[:, i] & others.any(1)
    return at_points(table, same)


def _wrong_sides(table: AnnotationTable) -> tuple[np.ndarray, np.ndarray]:
    """Which pairs are annotated, and which of these stand left right of right, (N, 11) each."""
    annotated = _annotated(table)
    pairs = annotated[:, _LEFT] & annotated[:, _RIGHT]
    return pairs, pairs & (table.keypoints[:, _LEFT, 0] > table.keypoints[:, _RIGHT, 0])


def _all_wrong(pairs: np.ndarray, wrong: np.ndarray) -> np.ndarray:
    """Rows of two pairs or more that are all wrong, (N,)."""
    return (pairs.sum(1) > 1) & (pairs == wrong).all(1)


def _wrong_points(table: AnnotationTable, among: np.ndarray) -> np.ndarray:
    """Points of wrong pairs ``among`` the 11, without rows that are wrong as a whole, (N, 24)."""
    pairs, wrong = _wrong_sides(table)
    points = np.zeros(table.visibility.shape, bool)
    points[:, _LEFT] = points[:, _RIGHT] = wrong & among & ~_all_wrong(pairs, wrong)[:, None]
    return points


@check(
    'mirrored',
    'warning',
    'Each left point of the garment lies right of its right one: the sides are named as the wearer '
    'has them, or the image was mirrored without its points.',
    'Left and right are those of the image: swap the points. Where most rows are mirrored, all '
    'are.',
)
def mirrored(data: DataSet) -> Iterator[Finding]:
    pairs, wrong = _wrong_sides(data.table)
    rows = _all_wrong(pairs, wrong)
    return at_rows(data.table, rows, lambda row: f'all {pairs[row].sum()} pairs of points')


@check(
    'left-right-of-right',
    'warning',
    'A left point lies right of its right one, though the rest of the garment is not mirrored. In '
    'the official tables this holds for 1 of 3,700 such pairs.',
    'Look whether the two are swapped.',
)
def left_right_of_right(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _wrong_points(data.table, ~_ENDS))


@check(
    'crossed-ends',
    'info',
    'A left end of sleeve or leg lies right of its right one, as crossed arms and legs have it: '
    'official tables have it on 1 of 100 cuffs and 1 of 9 inner ends of legs.',
    'Nothing, but it shows on which images to expect a model to confuse sides.',
)
def crossed_ends(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _wrong_points(data.table, _ENDS))


def _limits(data: DataSet) -> np.ndarray:
    """Width and height of each row's image, (N, 1, 2); the official ones' where not known."""
    return np.where(data.sizes > 0, data.sizes, OFFICIAL_SIDE)[:, None]


def _outside(data: DataSet) -> np.ndarray:
    """Points that lie more than a pixel outside of their image, (N, 24)."""
    # x = width is one pixel outside and occurs in the official tables.
    return (data.table.keypoints > _limits(data)).any(-1) & _annotated(data.table)


@check(
    'outside-picture',
    'error',
    'A point lies outside of its image by more than one pixel.',
    'See whether the image was resized or turned without its points.',
)
def outside_image(data: DataSet) -> Iterator[Finding]:
    sizes = data.sizes
    return at_points(
        data.table,
        _outside(data) & (sizes[:, :1] > 0),
        lambda row: f' in an image of {sizes[row, 0]} x {sizes[row, 1]}',
    )


@check(
    'beyond-official-size',
    'warning',
    f'A coordinate above {OFFICIAL_SIDE}, as large as official images are; how large this one is, is not '
    'known.',
    'Check the data with its images.',
)
def beyond_official_size(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _outside(data) & (data.sizes[:, :1] == 0))


@check(
    'border-point',
    'info',
    'A point on the edge of its image, or one pixel outside: often the garment goes on beyond '
    'the edge.',
    'Nothing: official tables have such points, and they are read as they stand.',
)
def border_point(data: DataSet) -> Iterator[Finding]:
    places, limits = data.table.keypoints, _limits(data)
    edge = ((places == 0) | (places >= limits - 1)).any(-1) & _annotated(data.table)
    return at_points(data.table, edge & ~_outside(data))


@check(
    'wrong-scale',
    'error',
    'The coordinates of a table as a whole cannot be pixels of its images.',
    'Multiply by the size that they are relative to: heatmap cells, shares of the image, or '
    'images before they were resized.',
)
def wrong_scale(data: DataSet) -> Iterator[Finding]:
    table = data.table
    # of images of known size as if they had the official one
    official = table.keypoints * (OFFICIAL_SIDE / _limits(data).max(-1, keepdims=True))
    for place, path in enumerate(table.paths):
        rows = table.file_ids == place
        annotated = _annotated(table) & rows[:, None]
        if fault := scale_fault(official[annotated], int(rows.sum())):
            yield Finding(fault, path)
