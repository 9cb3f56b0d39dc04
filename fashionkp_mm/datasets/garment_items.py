"""The rows of an annotation table as items of an MMPose dataset."""

import copy
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, CATEGORY_NAMES


class GarmentItems(Sequence):
    """Items of an MMPose dataset, made from the rows of a table when they are accessed.

    For a large table, MMPose's list of dictionaries takes seconds to make and hundreds of
    megabytes, which MMPose serializes to share them with the workers of a data loader. This class
    keeps only the columns of the table, which workers share without a copy because nobody writes
    to them.

    Args:
        table: The rows.
        root: Folder that the image ids are relative to; by default that of the archive around each
            file of the table.
        channels: Key point id of each output channel of the model.
        boxes: Boxes of the garments, (N, 4) float32, x0, y0, x1, y1, pixels; if None or NaN, the
            pipeline adds them.
        scores: Scores of the boxes, (N,) float32; 1 by default.
        rows: Indices of the table's rows that are items, (M,); all by default.
    """

    def __init__(
        self,
        table: AnnotationTable,
        root: str | Path | None,
        channels: Sequence[int],
        *,
        boxes: np.ndarray | None = None,
        scores: np.ndarray | None = None,
        rows: np.ndarray | None = None,
    ) -> None:
        self.table = table
        self.root = root
        self.channels = list(channels)
        self.boxes = boxes
        self.scores = np.ones(len(table), np.float32) if scores is None else scores
        self.rows = np.arange(len(table)) if rows is None else rows

    def __len__(self) -> int:
        return len(self.rows)

    def take(self, index: Any) -> 'GarmentItems':
        """Return some of the items; ``index`` is a slice, a mask (M,) or an array of indices."""
        items = copy.copy(self)
        items.rows = self.rows[index]
        return items

    def subset(self, indices: int | Sequence[int]) -> 'GarmentItems':
        """Return the first items (an int), the last ones (a negative int), or those of a list.

        Raises:
            TypeError: If ``indices`` are not whole numbers.
            ValueError: If a number of the list is out of range.
        """
        if isinstance(indices, int):
            return self.take(slice(indices) if indices >= 0 else slice(indices, None))
        chosen, count = np.asarray(indices), len(self)
        if chosen.size and not np.issubdtype(chosen.dtype, np.integer):
            raise TypeError(f'indices={indices!r}: expected a whole number or a list of them')
        if outside := chosen[(chosen < -count) | (chosen >= count)].tolist():
            raise ValueError(f'indices: there is no item {outside[0]} among {count}')
        return self.take(chosen.astype(np.int64))

    def fingerprint(self) -> str:
        """Return a text that is the same for the same rows in the same order."""
        return self.table.take(self.rows).fingerprint()

    def __getitem__(self, index: Any) -> Any:
        """Return an item with arrays of its own; for a slice, see :meth:`take`."""
        if isinstance(index, slice):
            return self.take(index)
        row = int(self.rows[index])
        visibility = self.table.visibility[row, self.channels]
        points = np.where(visibility[:, None] >= 0, self.table.keypoints[row, self.channels], 0)
        item = dict(
            id=row,
            img_id=row,
            img_path=str(self.table.image_path(row, self.root)),
            bbox_score=self.scores[row : row + 1].copy(),
            keypoints=points[None].astype(np.float32),
            keypoints_visible=(visibility >= 0)[None].astype(np.float32),
            category_id=int(self.table.category_ids[row]),
            raw_ann_info=self._raw_row(row),
        )
        if self.boxes is not None and not np.isnan(self.boxes[row, 0]):
            item['bbox'] = self.boxes[row : row + 1].copy()
        return item

    def _raw_row(self, row: int) -> dict[str, Any]:
        """Return the row of the table, for metrics and messages."""
        category_id = int(self.table.category_ids[row])
        category = CATEGORY_NAMES[category_id]
        return dict(
            image_id=str(self.table.image_ids[row]),
            category=category,
            category_id=category_id,
            num_points=len(CATEGORIES[category].keypoints),
            channels=self.channels,
            keypoints=self.table.keypoints[row].copy(),
            visibility=self.table.visibility[row].copy(),
            labelled=bool(self.table.labelled[row]),
            location=self.table.location(row),
        )


def keypoint_boxes(table: AnnotationTable, padding: float) -> np.ndarray:
    """Return padded boxes around the annotated key points of each row.

    Args:
        table: The rows.
        padding: Padding of each side, relative to the longer side of the box; at least a pixel.

    Returns:
        (N, 4) float32, x0, y0, x1, y1, pixels.

    Raises:
        ValueError: If a row has no annotated key point.
    """
    empty = np.flatnonzero((table.visibility < 0).all(axis=1))
    if len(empty):
        row = int(empty[0])
        raise ValueError(
            f'{table.location(row)}: {table.image_ids[row]} has no annotated key point to put a '
            "box around: use box='image'"
        )
    low, high = table.extents()
    margin = np.maximum(1.0, padding * (high - low).max(axis=1, keepdims=True))
    return np.hstack([low - margin, high + margin]).astype(np.float32)
