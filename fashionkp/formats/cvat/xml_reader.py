"""Reading *CVAT for images 1.1*."""

import re
from pathlib import Path
from typing import Protocol
from xml.parsers import expat

from fashionkp.annotations import AnnotationTable
from fashionkp.fileio.text import short_repr
from fashionkp.formats.foreign_names import ForeignNames
from fashionkp.formats.found_garments import FoundGarment, FoundGarments, no_points

_NUMBER = r'[-+]?[0-9]{1,9}(?:\.[0-9]{0,20})?(?:[eE][-+]?[0-9]{1,2})?'
_POINT = re.compile(rf'\s*({_NUMBER})\s*,\s*({_NUMBER})\s*')
_NO_GARMENT = 'skeletons and points that are no garments'
_OTHER_SHAPES = ('box', 'polygon', 'polyline', 'ellipse', 'cuboid', 'mask', 'tag')

Attributes = dict[str, str]


class Readable(Protocol):
    """A file, or what reads like one."""

    def read(self, size: int, /) -> bytes:
        """Return up to ``size`` bytes; none at the end."""


def read_cvat_xml(
    path: str | Path,
    file: Readable,
    names: ForeignNames | None = None,
    images: str | Path | None = None,
) -> AnnotationTable:
    """Read *CVAT for images 1.1* as a table, one row per garment.

    A garment is a skeleton; or all points of an image that are labelled ``GARMENT.POINT``, those of
    one group if they are grouped. Points that are outside are absent.

    Args:
        path: The file, for errors and the table.
        file: Its content.
        names: The file's names of categories and key points.
        images: Folder in which to look for the images; by default that of the file.

    Returns:
        The rows in the order of the images; ``lines`` are indices of images, counted from 1.

    Raises:
        ValueError: If it is not well-formed XML, has a document type (which can define entities of
            any size), or no garment is left.
    """
    found = FoundGarments(Path(path), names, images)
    reader = _Reader(found)
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        while data := file.read(2**16):
            parser.Parse(data)
        parser.Parse(b'', True)  # noqa: FBT003, the end
    except (expat.ExpatError, ValueError) as error:
        raise ValueError(f'{path}: not XML that can be read: {error}') from None
    if not reader.images:
        raise ValueError(f'{path}: no <image>: expected the format "CVAT for images 1.1"')
    return found.table()


def _refuse_document_type(*_: object) -> None:
    raise ValueError('a document type (DOCTYPE), which CVAT does not write: refused')


class _Reader:
    """Handlers of a parser."""

    def __init__(self, found: FoundGarments) -> None:
        self._found, self._skipped = found, found.skipped
        self.images = 0
        self._seen: set[str] = set()
        self._path: list[str] = []
        self._image_id = ''
        self._rows: list[FoundGarment] = []  # of the open image
        self._groups: dict[tuple[str, str], FoundGarment] = {}  # of single points
        self._skeleton: tuple[str, FoundGarment | None] | None = None

    def start(self, tag: str, attributes: Attributes) -> None:
        self._path.append(tag)
        if self._path[:2] != ['annotations', 'image']:
            if self._path == ['annotations', 'track']:
                self._skipped.add('tracks of videos', attributes.get('label', ''))
        elif len(self._path) == 2:
            self._open_image(attributes)
        elif tag == 'skeleton':
            label = attributes.get('label', '')
            self._skeleton = label, self._new_garment(label)
        elif tag == 'points' and self._skeleton:
            self._put(self._skeleton[1], self._skeleton[0], attributes.get('label'), attributes)
        elif tag == 'points':
            self._put_single(attributes)
        elif tag in _OTHER_SHAPES:
            label = attributes.get('label', '')
            self._skipped.add('shapes that are no skeletons or points', f'{tag} {label}')

    def end(self, tag: str) -> None:
        self._path.pop()
        if tag == 'skeleton':
            self._skeleton = None
        elif tag == 'image' and self._path == ['annotations']:
            self._close_image()

    def _open_image(self, attributes: Attributes) -> None:
        self.images += 1
        name = attributes.get('name', '')
        self._image_id = self._found.image_id(name)
        self._rows, self._groups = [], {}
        if not self._image_id or self._image_id in self._seen:
            why = 'has the name of another one' if self._image_id else 'expected a path or URL'
            where = f'image {self.images}, name = {short_repr(name)}'
            self._skipped.add('invalid images', f'{where}: {why}')
            self._image_id = ''
        self._seen.add(self._image_id)

    def _close_image(self) -> None:
        if self._image_id and not self._rows:
            self._skipped.add('images without a garment', self._image_id)
        for row in self._rows if self._image_id else ():
            self._found.add(row)

    def _new_garment(self, label: str) -> FoundGarment | None:
        category_id = self._found.category_id(label)
        if category_id is None:
            self._skipped.add(_NO_GARMENT, label)
            return None
        return FoundGarment(self.images, self._image_id, category_id, no_points())

    def _put_single(self, attributes: Attributes) -> None:
        """Put a point whose label is ``GARMENT.POINT``."""
        label, _, point = attributes.get('label', '').partition('.')
        if not point or self._found.category_id(label) is None:
            self._skipped.add(_NO_GARMENT, attributes.get('label', ''))
            return
        key = label, attributes.get('group_id', '0')
        if key not in self._groups:
            garment = self._new_garment(label)
            assert garment is not None  # the category is known
            self._groups[key] = garment
        self._put(self._groups[key], label, point, attributes)

    def _put(
        self, garment: FoundGarment | None, label: str, point: str | None, attributes: Attributes
    ) -> None:
        """Put a point into a garment; None is one that is skipped."""
        if garment is None or (channel := self._found.channel(label, point)) is None:
            return
        if not any(row is garment for row in self._rows):  # it has a key point that we know
            self._rows.append(garment)
        if attributes.get('outside') == '1':
            return
        where = f'{self._image_id} {label}: {point}'
        match = _POINT.fullmatch(attributes.get('points', ''))
        assert garment.cells is not None  # it has labels
        if not match:
            text = short_repr(attributes.get('points', ''))
            self._skipped.add('invalid points', f'{where} = {text}: expected x,y')
        elif garment.cells[channel, 2] >= 0:
            self._skipped.add('points that repeat another one', where)
        else:
            v = 0 if attributes.get('occluded') == '1' else 1
            point_ = float(match[1]), float(match[2]), v
            self._found.put(garment.cells, channel, point_, self._image_id)
