"""Checks of annotated key points, on all rows at once and without opening images."""

from collections.abc import Iterator

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, KEYPOINTS, LEFT_RIGHT_PAIRS, OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding, at_points, at_rows, cells_text
from fashionkp.doctor.registry import check
from fashionkp.doctor.scale import SCALE_REMEDY, scale_error
from fashionkp.score import MIN_DISTANCE, normalizing_distances, num_normalizing_points

_LEFT, _RIGHT = np.array(LEFT_RIGHT_PAIRS).T
# Pairs of the ends of sleeves and legs, which cross when people cross their arms or walk.
_IS_END = np.array([KEYPOINTS[i].startswith(('cuff', 'bottom')) for i in _LEFT])


def _annotated(table: AnnotationTable) -> np.ndarray:
    return table.visibility >= 0


def _count_normalizing(table: AnnotationTable) -> np.ndarray:
    """Return how many normalizing points are annotated, (N,); -1 for rows without labels."""
    counts = num_normalizing_points(table.visibility, table.category_ids)
    return np.where(table.labelled, counts, -1)


def _normalizing_cells(table: AnnotationTable, row: int) -> str:
    return cells_text(table, row, CATEGORIES[table.category_names[row]].normalizing_pair)


@check(
    'normalizing-pair-absent',
    'warning',
    meaning='Both normalizing points, whose distance is the unit of the error, are absent: the '
    'official score skips the image.',
    remedy='Annotate them if they can be located. Otherwise keep the row: a model can learn the '
    'other points.',
)
def normalizing_pair_absent(data: DataSet) -> Iterator[Finding]:
    mask = (_count_normalizing(data.table) == 0) & _annotated(data.table).any(1)
    return at_rows(data.table, mask, lambda row: _normalizing_cells(data.table, row))


@check(
    'normalizing-point-absent',
    'warning',
    meaning='One of the two normalizing points is absent. The score uses (-1, -1) for it, which '
    'makes the normalizing distance meaningless.',
    remedy='Annotate it if it can be located, or remove the row from validation data.',
)
def normalizing_point_absent(data: DataSet) -> Iterator[Finding]:
    mask = _count_normalizing(data.table) == 1
    return at_rows(data.table, mask, lambda row: _normalizing_cells(data.table, row))


@check(
    'normalizing-pair-close',
    'warning',
    meaning=f'The normalizing points are less than {MIN_DISTANCE:g} px apart: the official score '
    'skips the image.',
    remedy='Check the two points, and that coordinates are in pixels.',
)
def normalizing_pair_close(data: DataSet) -> Iterator[Finding]:
    table = data.table
    distances = normalizing_distances(table.keypoints, table.category_ids)
    mask = (_count_normalizing(table) == 2) & (distances < MIN_DISTANCE)
    return at_rows(
        table, mask, lambda row: f'{distances[row]:.1f} px: {_normalizing_cells(table, row)}'
    )


@check(
    'nothing-annotated',
    'warning',
    meaning='All points of a row are absent, although its table has labels.',
    remedy='Annotate or remove the row: a model learns nothing from it.',
)
def nothing_annotated(data: DataSet) -> Iterator[Finding]:
    mask = data.table.labelled & ~_annotated(data.table).any(1)
    return at_rows(data.table, mask, 'all points are absent')


@check(
    'nothing-visible',
    'warning',
    meaning='All annotated points are occluded: the official score counts none of them.',
    remedy='Look at the image: the garment may be another one than the row says.',
)
def nothing_visible(data: DataSet) -> Iterator[Finding]:
    annotated = _annotated(data.table)
    mask = annotated.any(1) & ~(data.table.visibility == 1).any(1)
    return at_rows(data.table, mask, lambda row: f'{annotated[row].sum()} points, all occluded')


@check(
    'coincident-points',
    'warning',
    meaning='Points of a garment have the same coordinates. That is right only where a sleeve '
    'begins in the armpit or the legs touch.',
    remedy='Look at them: a model would learn a point that was never moved to its position.',
)
def coincident_points(data: DataSet) -> Iterator[Finding]:
    table, annotated = data.table, _annotated(data.table)
    coincident = np.zeros(annotated.shape, bool)
    for i in range(len(KEYPOINTS)):
        others = (table.keypoints == table.keypoints[:, i : i + 1]).all(-1) & annotated
        others[:, i] = False
        coincident[:, i] = annotated[:, i] & others.any(1)
    return at_points(table, coincident)


def _swapped_pairs(table: AnnotationTable) -> tuple[np.ndarray, np.ndarray]:
    """Return which of the P left/right pairs are annotated, and which of these are swapped.

    Returns:
        Both (N, P) bool; a pair is swapped if left is right of right.
    """
    annotated = _annotated(table)
    pairs = annotated[:, _LEFT] & annotated[:, _RIGHT]
    return pairs, pairs & (table.keypoints[:, _LEFT, 0] > table.keypoints[:, _RIGHT, 0])


def _all_swapped(pairs: np.ndarray, swapped: np.ndarray) -> np.ndarray:
    """Return which rows have several pairs and all of them swapped, (N,)."""
    return (pairs.sum(1) > 1) & (pairs == swapped).all(1)


def _swapped_points(table: AnnotationTable, selected: np.ndarray) -> np.ndarray:
    """Return the points of ``selected`` (P,) pairs that are swapped in unmirrored rows, (N, 24)."""
    pairs, swapped = _swapped_pairs(table)
    points = np.zeros(table.visibility.shape, bool)
    mirrored_rows = _all_swapped(pairs, swapped)[:, None]
    points[:, _LEFT] = points[:, _RIGHT] = swapped & selected & ~mirrored_rows
    return points


@check(
    'mirrored',
    'warning',
    meaning='Every left point of the garment is right of its right counterpart: the sides are the '
    "wearer's, or the image was mirrored without its points.",
    remedy='Left and right are those of the image: swap the points. If most rows are mirrored, '
    'all of them are.',
)
def mirrored(data: DataSet) -> Iterator[Finding]:
    pairs, swapped = _swapped_pairs(data.table)
    mask = _all_swapped(pairs, swapped)
    return at_rows(data.table, mask, lambda row: f'all {pairs[row].sum()} pairs of points')


@check(
    'left-right-of-right',
    'warning',
    meaning='A left point is right of its right counterpart, although the rest of the garment is '
    'not mirrored. In the official tables this holds for 1 of 3,700 such pairs.',
    remedy='Check whether the two are swapped.',
)
def left_right_of_right(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _swapped_points(data.table, ~_IS_END))


@check(
    'crossed-ends',
    'info',
    meaning='The left end of a sleeve or leg is right of the right one, as with crossed arms and '
    'legs. In the official tables this holds for 1 of 100 cuffs and 1 of 9 inner ends of legs.',
    remedy='Nothing. Models are likely to confuse left and right on these images.',
)
def crossed_ends(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _swapped_points(data.table, _IS_END))


def _limits(data: DataSet) -> np.ndarray:
    """Return width and height of each row's image, (N, 1, 2); the official ones if unknown."""
    return np.where(data.sizes > 0, data.sizes, OFFICIAL_SIDE)[:, None]


def _outside(data: DataSet) -> np.ndarray:
    """Return the points more than a pixel outside their image, (N, 24) bool."""
    # x = width is one pixel outside; the official tables have such points
    return (data.table.keypoints > _limits(data)).any(-1) & _annotated(data.table)


@check(
    'outside-picture',
    'error',
    meaning='A point is more than one pixel outside its image.',
    remedy='Check whether the image was resized or rotated without its points.',
)
def outside_image(data: DataSet) -> Iterator[Finding]:
    sizes = data.sizes
    return at_points(
        data.table,
        _outside(data) & (sizes[:, :1] > 0),
        suffix=lambda row: f' in an image of {sizes[row, 0]} x {sizes[row, 1]}',
    )


@check(
    'beyond-official-size',
    'warning',
    meaning=f'A coordinate is larger than {OFFICIAL_SIDE}, the side of official images. The size '
    'of this image is unknown.',
    remedy='Check the data together with its images.',
)
def beyond_official_size(data: DataSet) -> Iterator[Finding]:
    return at_points(data.table, _outside(data) & (data.sizes[:, :1] == 0))


@check(
    'border-point',
    'info',
    meaning='A point is on the edge of its image or one pixel outside: often the garment '
    'continues beyond the edge.',
    remedy='Nothing: the official tables have such points, and they are read unchanged.',
)
def border_point(data: DataSet) -> Iterator[Finding]:
    keypoints, limits = data.table.keypoints, _limits(data)
    on_edge = ((keypoints == 0) | (keypoints >= limits - 1)).any(-1) & _annotated(data.table)
    return at_points(data.table, on_edge & ~_outside(data))


@check(
    'wrong-scale',
    'error',
    meaning='The coordinates of a table as a whole cannot be pixels of its images.',
    remedy=SCALE_REMEDY,
)
def wrong_scale(data: DataSet) -> Iterator[Finding]:
    table = data.table
    # images of known size are treated as if resized to the official one
    official = table.keypoints * (OFFICIAL_SIDE / _limits(data).max(-1, keepdims=True))
    for file_id, path in enumerate(table.paths):
        rows = table.file_ids == file_id
        annotated = _annotated(table) & rows[:, None]
        if error := scale_error(official[annotated], int(rows.sum())):
            yield Finding(error, path)
