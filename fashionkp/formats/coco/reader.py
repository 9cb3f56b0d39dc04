"""Reading COCO key point JSON, of this project and of other programs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.json_fields import JsonObject, parse_json, read_json
from fashionkp.formats.foreign_names import ForeignNames
from fashionkp.formats.found_garments import FoundGarment, FoundGarments, no_points
from fashionkp.formats.several_garments import largest_garments


class _Image(NamedTuple):
    """Index in ``images``, image id, and the record."""

    row: int
    name: str
    record: JsonObject


class _Category(NamedTuple):
    """Id in CATEGORY_IDS, None if it is no garment; id of each key point, None if it is unknown."""

    name: str
    category_id: int | None
    channels: list[int | None]


def read_coco(path: str | Path) -> AnnotationTable:
    """Read COCO key point JSON as a table, one row per image.

    See :func:`read_coco_garments`; of several garments of an image,
    :func:`~fashionkp.formats.several_garments.largest_garments` keeps the largest.
    """
    return largest_garments(read_coco_garments(path))


def read_coco_garments(
    path: str | Path,
    names: ForeignNames | None = None,
    images: str | Path | None = None,
    *,
    text: str | None = None,
) -> AnnotationTable:
    """Read COCO key point JSON as a table, one row per garment.

    Categories and key points are matched by name. Ids may be integers or strings; those that
    nothing refers to may be missing. An image without annotation that has a ``category_id`` of its
    own becomes a row without labels, as :func:`~fashionkp.formats.coco.write_coco` writes it. What
    cannot be used is skipped, and a warning lists it: images without a garment, annotations of
    other categories, of crowds or without key points, and invalid records.

    Args:
        path: The JSON file.
        names: The file's names of categories and key points.
        images: Folder in which to look for the images, for
            :func:`~fashionkp.formats.image_names.image_id_of`; by default that of the file.
        text: Content of the file, if it has been read.

    Returns:
        The rows in the order of ``images``; ``lines`` are indices in that list, counted from 1.

    Raises:
        ValueError: If the file is not valid JSON, lacks one of its lists, or no garment is left.
    """
    path = Path(path)
    data = read_json(path) if text is None else parse_json(text, path)
    found = FoundGarments(path, names, images)
    _Reader(found).read(data)
    return found.table()


class _Reader:
    def __init__(self, found: FoundGarments) -> None:
        self._found, self._skipped = found, found.skipped

    def read(self, data: JsonObject) -> None:
        """Find the garments of a file, image by image."""
        categories = dict(self._categories(data))
        by_id, by_name = self._images(data)
        rows: dict[int, list[FoundGarment]] = {image.row: [] for image in by_name.values()}
        for record in data.objects('annotations'):
            try:
                image = _find(record, 'image_id', by_id, by_name)
                if garment := self._garment(record, image, categories):
                    rows[image.row].append(garment)
            except ValueError as error:
                self._skipped.add('invalid annotations', error)
        for image in by_name.values():
            for garment in rows[image.row] or self._unlabelled(image, categories):
                self._found.add(garment)

    def _images(self, data: JsonObject) -> tuple[dict[str, _Image], dict[str, _Image]]:
        """Return the images by their ids, and by their names in the file's order."""
        by_id: dict[str, _Image] = {}
        by_name: dict[str, _Image] = {}
        for row, record in enumerate(data.objects('images')):
            try:
                name = self._found.image_id(record.get('file_name', str))
                if not name:
                    raise record.error('file_name', 'a path or URL of an image')
                if name in by_name:
                    expected = f'another name than that of images[{by_name[name].row}]'
                    raise record.error('file_name', expected)
                image = _Image(row, name, record)
                key = _id(record, 'id') if 'id' in record.fields else None
                if key is not None and (first := by_id.setdefault(key, image)) is not image:
                    raise record.error('id', f'another one than that of images[{first.row}]')
                by_name[name] = image
            except ValueError as error:
                self._skipped.add('invalid images', error)
        return by_id, by_name

    def _categories(self, data: JsonObject) -> Iterator[tuple[str, _Category]]:
        """Yield id and content of each category."""
        for record in data.objects('categories'):
            try:
                name = record.get('name', str)
                keypoints = record.get('keypoints', list) if 'keypoints' in record.fields else []
                channels = [self._found.channel(name, point) for point in keypoints]
                used = [channel for channel in channels if channel is not None]
                if len(set(used)) < len(used):
                    raise record.error('keypoints', 'every name once')
                key = _id(record, 'id') if 'id' in record.fields else name
                yield key, _Category(name, self._found.category_id(name), channels)
            except ValueError as error:
                self._skipped.add('invalid categories', error)

    def _garment(
        self, record: JsonObject, image: _Image, categories: dict[str, _Category]
    ) -> FoundGarment | None:
        """Return the row of an annotation; None if it is skipped."""
        category = _find(record, 'category_id', categories)
        if category.category_id is None:
            self._skipped.add('annotations of categories that are no garments', category.name)
        elif record.fields.get('iscrowd') == 1:
            self._skipped.add('annotations of crowds', image.name)
        elif not record.fields.get('keypoints') or set(category.channels) <= {None}:
            self._skipped.add('annotations without key points that we know', image.name)
        else:
            cells = self._cells(record, category.channels, image.name)
            return FoundGarment(image.row + 1, image.name, category.category_id, cells)
        return None

    def _cells(self, record: JsonObject, channels: list[int | None], image_id: str) -> np.ndarray:
        """Return x, y and v of each key point as in a table, (24, 3)."""
        numbers = np.array(record.numbers('keypoints', 3 * len(channels))).reshape(-1, 3)
        if not np.isin(numbers[:, 2], (0, 1, 2)).all():
            expected = 'every third number 0, 1 or 2'
            raise record.error('keypoints', expected, value=numbers[:, 2].tolist())
        cells = no_points()
        for channel, (x, y, v) in zip(channels, numbers.tolist(), strict=True):
            if channel is not None and v > 0:
                self._found.put(cells, channel, (x, y, int(v) - 1), image_id)
        return cells

    def _unlabelled(
        self, image: _Image, categories: dict[str, _Category]
    ) -> Iterator[FoundGarment]:
        """Yield a row without labels if the image has a category of its own."""
        if 'category_id' not in image.record.fields:
            self._skipped.add('images without a garment', image.name)
            return
        try:
            category = _find(image.record, 'category_id', categories)
        except ValueError as error:
            self._skipped.add('invalid images', error)
            return
        if category.category_id is None:
            self._skipped.add('images of categories that are no garments', category.name)
        else:
            yield FoundGarment(image.row + 1, image.name, category.category_id, None)


def _id(record: JsonObject, key: str) -> str:
    """Return an id as text: 7, 7.0 and "7" are the same."""
    value = record.fields.get(key)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) not in (int, str):
        raise record.error(key, 'an integer or a string', value=value)
    return str(value)


def _find(record: JsonObject, key: str, *targets: dict[str, Any]) -> Any:
    """Return what an id of another list stands for; a missing one, if the list has one item."""
    if key not in record.fields and len(targets[0]) == 1:
        return next(iter(targets[0].values()))
    if key not in record.fields:
        raise record.missing(key)
    number = _id(record, key)
    for target in targets:
        if number in target:
            return target[number]
    raise record.error(key, f'an id in {"images" if key == "image_id" else "categories"}')
