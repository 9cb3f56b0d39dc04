"""Reading Label Studio's own JSON."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.json_fields import JsonObject, read_json_list
from fashionkp.formats.foreign_names import ForeignNames
from fashionkp.formats.found_garments import FoundGarment, FoundGarments, no_points
from fashionkp.formats.label_studio.config import IMAGE, OCCLUDED

_DECIMALS = 3  # pixels; what percentages of the image add is noise


class _Box(NamedTuple):
    """A garment: its name in the file, its corners in pixels, and its row."""

    label: str
    corners: tuple[float, float, float, float]
    garment: FoundGarment


class _Point(NamedTuple):
    """A key point: its region, its name in the file, and its place in pixels."""

    id: str
    parent: str
    label: str
    x: float
    y: float


def read_label_studio(
    path: str | Path,
    names: ForeignNames | None = None,
    images: str | Path | None = None,
) -> AnnotationTable:
    """Read tasks that Label Studio exports as JSON, one row per garment.

    A garment is a region with a box, and has the key points whose parent it is; key points without
    a parent belong to the smallest box that they lie in, or to the only one. Without a box, an
    image has one garment, of the category that its task states. Of several annotations of a task,
    the last is read, and cancelled ones are not.

    Args:
        path: The JSON; its COCO export lacks categories.
        names: The file's names of garments and key points.
        images: Folder in which to look for the images; by default that of the file.

    Returns:
        The rows in the order of the tasks; ``lines`` are indices of tasks, counted from 1.

    Raises:
        ValueError: If the file is not a list of tasks, or no garment is left.
    """
    found = FoundGarments(Path(path), names, images)
    reader = _Reader(found)
    for line, task in enumerate(read_json_list(path, 'tasks'), 1):
        try:
            for garment in reader.garments(task, line):
                found.add(garment)
        except ValueError as error:
            found.skipped.add('invalid tasks', error)
    return found.table()


class _Reader:
    def __init__(self, found: FoundGarments) -> None:
        self._found, self._skipped = found, found.skipped
        self._seen: set[str] = set()

    def garments(self, task: JsonObject, line: int) -> list[FoundGarment]:
        """Return the garments of a task."""
        data = task.object('data')
        key = 'image_id' if 'image_id' in data.fields else IMAGE
        image_id = self._found.image_id(data.get(key, str))
        if not image_id:
            raise data.error(key, 'a path or URL of an image')
        if image_id in self._seen:
            raise data.error(key, 'another image than that of a task before')
        self._seen.add(image_id)
        annotation = self._annotation(task, image_id)
        category = data.fields.get('category')
        category_id = self._found.category_id(category) if isinstance(category, str) else None
        if annotation is None:
            if category_id is None:
                self._skipped.add('tasks without an annotation', image_id)
                return []
            return [FoundGarment(line, image_id, category_id, None)]
        regions = [item for item in annotation.objects('result') if 'value' in item.fields]
        boxes = dict(self._boxes(regions, image_id, line))
        points = list(self._points(regions, image_id))
        if not boxes and category_id is not None and points:
            garment = FoundGarment(line, image_id, category_id, no_points())
            boxes = {'': _Box(str(category), (0, 0, np.inf, np.inf), garment)}
        if not boxes:
            self._skipped.add('images without a garment', image_id)
        self._put(points, boxes, _occluded(regions), image_id)
        return [box.garment for box in boxes.values()]

    def _annotation(self, task: JsonObject, image_id: str) -> JsonObject | None:
        """Return the last annotation of a task that was not cancelled."""
        if 'annotations' not in task.fields:
            return None
        annotations = [
            item for item in task.objects('annotations') if not item.fields.get('was_cancelled')
        ]
        if len(annotations) > 1:
            self._skipped.add('annotations before the last one of their task', image_id)
        return annotations[-1] if annotations else None

    def _boxes(
        self, regions: list[JsonObject], image_id: str, line: int
    ) -> Iterator[tuple[str, _Box]]:
        """Yield the garments by the ids of their regions."""
        for region in regions:
            kind = region.fields.get('type')
            if kind in ('keypointlabels', 'choices'):
                continue
            label = _label(region, 'rectanglelabels') if kind == 'rectanglelabels' else ''
            category_id = self._found.category_id(label)
            if category_id is None:
                self._skipped.add('regions that are no garments or key points', label or kind)
                continue
            x, y = _pixels(region, 'x', 'y')
            w, h = _pixels(region, 'width', 'height')
            garment = FoundGarment(line, image_id, category_id, no_points())
            yield region.get('id', str), _Box(label, (x, y, x + w, y + h), garment)

    def _points(self, regions: list[JsonObject], image_id: str) -> Iterator[_Point]:
        for region in regions:
            if region.fields.get('type') != 'keypointlabels':
                continue
            label = _label(region, 'keypointlabels')
            if not label:
                self._skipped.add('key points without a label', image_id)
                continue
            x, y = _pixels(region, 'x', 'y')
            parent = region.fields.get('parentID')
            yield _Point(
                region.get('id', str), parent if isinstance(parent, str) else '', label, x, y
            )

    def _put(
        self, points: list[_Point], boxes: dict[str, _Box], occluded: set[str], image_id: str
    ) -> None:
        """Put key points into the garments that they belong to."""
        for point in points:
            box = boxes.get(point.parent) or _box_around(point, list(boxes.values()))
            where = f'{image_id}: {point.label}'
            if box is None:
                self._skipped.add('key points without a garment', where)
                continue
            channel = self._found.channel(box.label, point.label)
            if channel is None:
                continue
            cells = box.garment.cells
            assert cells is not None  # it has labels
            if cells[channel, 2] >= 0:
                self._skipped.add('key points that repeat another one', where)
                continue
            v = 0 if point.id in occluded else 1
            self._found.put(cells, channel, (point.x, point.y, v), image_id)


def _label(region: JsonObject, key: str) -> str:
    """Return the first label of a region; empty if it has none."""
    labels = region.object('value').fields.get(key)
    return labels[0] if isinstance(labels, list) and labels and isinstance(labels[0], str) else ''


def _pixels(region: JsonObject, x: str, y: str) -> tuple[float, float]:
    """Return two fields, per cent of the image's width and height, in pixels."""
    if region.fields.get('image_rotation'):
        raise region.error('image_rotation', 'an image that is not turned')
    value = region.object('value')
    return (
        round(value.number(x) * region.number('original_width') / 100, _DECIMALS),
        round(value.number(y) * region.number('original_height') / 100, _DECIMALS),
    )


def _occluded(regions: list[JsonObject]) -> set[str]:
    """Return the ids of regions that are marked as occluded."""
    return {
        str(region.fields.get('id'))
        for region in regions
        if region.fields.get('type') == 'choices' and _label(region, 'choices') == OCCLUDED
    }


def _box_around(point: _Point, boxes: list[_Box]) -> _Box | None:
    """Return the smallest box around a point, or the only box."""
    if len(boxes) == 1:
        return boxes[0]
    around = [
        box
        for box in boxes
        if box.corners[0] <= point.x <= box.corners[2]
        and box.corners[1] <= point.y <= box.corners[3]
    ]
    return min(around, key=_area, default=None)


def _area(box: _Box) -> float:
    x0, y0, x1, y1 = box.corners
    return (x1 - x0) * (y1 - y0)
