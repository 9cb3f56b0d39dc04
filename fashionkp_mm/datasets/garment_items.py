"""The rows of a table as the items of an MMPose dataset, made when they are asked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES

_CATEGORY_NAMES = tuple(CATEGORIES)


class GarmentItems(Sequence):
    """What MMPose's pipelines ask for, of each row of a table.

    A list of dictionaries, MMPose's way, takes seconds to make for a large table, and then hundreds
    of megabytes or a second form of it as bytes. Here the table's columns are all there is: the
    workers of a loader share them as they are, since nobody writes to them, and an item costs the
    same whether there are a thousand rows or a hundred thousand.

    Args:
        table: The rows.
        root: Folder that the image ids are relative to; None for that of the archive around each
            file of the table.
        channels: Ids of the key points that the model's output channels stand for, in their order.
        lowest: Lowest visibility of the points that a training loss counts, 0 or 1.
        boxes: What the model looks at, (N, 4) float32, x1, y1, x2, y2 in pixels; None leaves it to
            the pipeline.
        rows: Which rows are items, (M,); all by default.
    """

    def __init__(
        self,
        table: AnnotationTable,
        root: str | Path | None,
        channels: Sequence[int],
        lowest: int = 0,
        boxes: np.ndarray | None = None,
        rows: np.ndarray | None = None,
    ) -> None:
        self.table = table
        self.root = root
        self.channels = list(channels)
        self.lowest = lowest
        self.boxes = boxes
        self.rows = np.arange(len(table)) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, index: Any) -> 'GarmentItems':
        """Some of the items: ``index`` is a slice, a mask (M,) or places, as for an array."""
        return GarmentItems(
            self.table, self.root, self.channels, self.lowest, self.boxes, self.rows[index]
        )

    def __getitem__(self, place: Any) -> Any:
        """An item, whose arrays are its own; or :meth:`take` of a slice."""
        if isinstance(place, slice):
            return self.take(place)
        row = int(self.rows[place])
        visibility = self.table.visibility[row, self.channels]
        points = np.where(visibility[:, None] >= 0, self.table.keypoints[row, self.channels], 0)
        item = dict(
            id=row,
            img_id=row,
            img_path=str(self.table.image_path(row, self.root)),
            bbox_score=np.ones(1, dtype=np.float32),
            keypoints=points[None].astype(np.float32),
            keypoints_visible=(visibility >= self.lowest)[None].astype(np.float32),
            category_id=int(self.table.category_ids[row]),
            raw_ann_info=self._as_it_stands(row),
        )
        if self.boxes is not None:
            item['bbox'] = self.boxes[row : row + 1].copy()
        return item

    def _as_it_stands(self, row: int) -> dict[str, Any]:
        """The row of the table, for metrics and messages."""
        category = _CATEGORY_NAMES[self.table.category_ids[row]]
        return dict(
            image_id=str(self.table.image_ids[row]),
            category=category,
            num_points=len(CATEGORIES[category].keypoints),
            keypoints=self.table.keypoints[row].copy(),
            visibility=self.table.visibility[row].copy(),
            labelled=bool(self.table.labelled[row]),
            location=self.table.location(row),
        )


def keypoint_boxes(table: AnnotationTable, padding: float) -> np.ndarray:
    """Padded boxes around the annotated points of each row.

    Args:
        table: The rows.
        padding: Added to each side, as a share of the box's longer side, but a pixel at least.

    Returns:
        (N, 4) float32, x1, y1, x2, y2 in pixels.

    Raises:
        ValueError: A row without an annotated point; it is named.
    """
    annotated = (table.visibility >= 0)[..., None]
    without = np.flatnonzero(~annotated.any(axis=(1, 2)))
    if len(without):
        row = int(without[0])
        raise ValueError(
            f'{table.location(row)}: {table.image_ids[row]} has no annotated point to put a box '
            "around; use box='image'"
        )
    low = np.where(annotated, table.keypoints, np.inf).min(axis=1)
    high = np.where(annotated, table.keypoints, -np.inf).max(axis=1)
    margin = np.maximum(1.0, padding * (high - low).max(axis=1, keepdims=True))
    return np.hstack([low - margin, high + margin]).astype(np.float32)
