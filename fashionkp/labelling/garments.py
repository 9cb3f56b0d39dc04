"""A labelled garment, as the page sends it and as a row of a table."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.annotations.cells import LABEL_LIMIT
from fashionkp.categories import CATEGORIES, CATEGORY_CHOICES, CATEGORY_IDS, KEYPOINTS
from fashionkp.fileio.json_fields import JsonObject
from fashionkp.formats.found_garments import no_points
from fashionkp.predictions.prediction import Prediction

Point = tuple[float, float, int]
"""x, y in pixels of the upright image; v: 1 visible, 0 occluded."""


@dataclass(frozen=True)
class LabelledGarment:
    """A garment and its annotated key points.

    Attributes:
        category: Name of the category.
        keypoints: Key points by name; those that are not in it are absent.
    """

    category: str
    keypoints: dict[str, Point]

    def as_dict(self) -> dict[str, Any]:
        """Return plain Python objects, in the order of the category's key points."""
        names = CATEGORIES[self.category].keypoints
        points = {name: list(self.keypoints[name]) for name in names if name in self.keypoints}
        return dict(category=self.category, keypoints=points)

    def rounded(self) -> 'LabelledGarment':
        """Return the garment in whole pixels, as a FashionAI table holds it."""
        points = self.keypoints.items()
        return LabelledGarment(
            self.category, {name: (round(x), round(y), v) for name, (x, y, v) in points}
        )


def garment_of_json(record: JsonObject) -> LabelledGarment:
    """Return the garment that a page sends.

    Args:
        record: As :meth:`LabelledGarment.as_dict` returns it.

    Raises:
        ValueError: If the category is unknown, or a key point is not one of it, has other values
            than x, y and v, or lies outside of what a table can hold.
    """
    name = record.get('category', str)
    if name not in CATEGORIES:
        raise record.error('category', CATEGORY_CHOICES)
    points = record.object('keypoints')
    keypoints: dict[str, Point] = {}
    for point in points.fields:
        if point not in CATEGORIES[name].keypoints:
            raise points.error(point, f'key points of {name}', value=point)
        x, y, v = points.numbers(point, 3)
        if not (0 <= x < LABEL_LIMIT and 0 <= y < LABEL_LIMIT and v in (0, 1)):
            raise points.error(point, f'x, y of 0..{LABEL_LIMIT - 1} and v 0 or 1')
        keypoints[point] = (_plain(x), _plain(y), int(v))
    return LabelledGarment(name, keypoints)


def garment_of_prediction(prediction: Prediction) -> LabelledGarment:
    """Return the points that a model takes to be present, in whole pixels inside the image.

    They are all visible: models do not predict whether a point is occluded.
    """
    limits = np.array(prediction.size) - 1
    points = np.clip(np.rint(prediction.keypoints), 0, np.minimum(limits, LABEL_LIMIT - 1))
    rows = zip(prediction.names, points.astype(int).tolist(), prediction.present, strict=True)
    return LabelledGarment(
        prediction.category, {name: (x, y, 1) for name, (x, y), present in rows if present}
    )


def version_of(garments: Iterable[LabelledGarment], *, no_garment: bool = False) -> str:
    """Return a text that is the same for the same labels of a photo.

    Args:
        garments: Its garments.
        no_garment: Whether it was confirmed to show none.
    """
    text = json.dumps([no_garment, [garment.as_dict() for garment in garments]])
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def garments_of_table(table: AnnotationTable) -> dict[str, list[LabelledGarment]]:
    """Return the garments of each image of a table; rows without labels are left out."""
    garments: dict[str, list[LabelledGarment]] = {}
    rows = zip(table.image_ids.tolist(), table.category_names.tolist(), strict=True)
    for row, (image_id, category) in enumerate(rows):
        if table.labelled[row]:
            indices = np.flatnonzero(table.visibility[row] >= 0).tolist()
            points = table.keypoints[row, indices].tolist()
            visibility = table.visibility[row, indices].tolist()
            keypoints = {
                KEYPOINTS[i]: (_plain(x), _plain(y), v)
                for i, (x, y), v in zip(indices, points, visibility, strict=True)
            }
            garments.setdefault(image_id, []).append(LabelledGarment(category, keypoints))
    return garments


def table_of_garments(path: Path, rows: Sequence[tuple[str, LabelledGarment]]) -> AnnotationTable:
    """Return a table of garments, each with its image id, whose line is the number of the row.

    Args:
        path: File of the table.
        rows: Image id and garment of each row.
    """
    cells = np.repeat(no_points()[None], len(rows), 0)
    for row, (_, garment) in enumerate(rows):
        for name, point in garment.keypoints.items():
            cells[row, KEYPOINTS.index(name)] = point
    return AnnotationTable.from_cells(
        [image_id for image_id, _ in rows],
        [CATEGORY_IDS[garment.category] for _, garment in rows],
        cells,
        path=path,
        lines=range(1, len(rows) + 1),
    )


def _plain(value: float) -> float:
    return int(value) if value.is_integer() else value
