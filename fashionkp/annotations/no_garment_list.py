"""The photos that show no garment: a list beside a table, which has no rows for them."""

from collections.abc import Iterator
from pathlib import Path

from fashionkp.annotations.cells import IMAGE_ID, expected_image_id
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.file_signature import file_signature
from fashionkp.fileio.text import short_repr


class NoGarmentList:
    """The image ids of photos that show no garment, one a line, beside a file of labels.

    A row of a FashionAI table has a garment. That somebody has looked at a photo and found none
    is kept here instead: ``labels.no-garment.txt`` beside ``labels.csv``. A photo that the file of
    labels names as well has the garment that stands there.

    Args:
        labels: The file of labels; neither it nor the list needs to exist.
        start: File of labels whose list to begin with as long as there is none.

    Attributes:
        path: The list.

    Raises:
        ValueError: If a line is not an image id.
    """

    def __init__(self, labels: Path, start: Path | None = None) -> None:
        self.path = list_path(labels)
        self._image_ids: tuple[str, ...] = ()
        self._signature = file_signature(self.path)
        if self._signature is not None:
            self._image_ids = _read(self.path)
        elif start is not None and list_path(start).is_file():
            self._image_ids = _read(list_path(start))

    def __contains__(self, image_id: str) -> bool:
        return image_id in self._image_ids

    def __iter__(self) -> Iterator[str]:
        return iter(self._image_ids)

    def read_again_if_changed(self) -> None:
        """Read the list again if another program has written it; one that is removed stays."""
        signature = file_signature(self.path)
        if signature is not None and signature != self._signature:
            self._image_ids, self._signature = _read(self.path), signature

    def add(self, image_id: str) -> None:
        """Add a photo; the list is complete when this returns."""
        if image_id not in self or self._signature is None:
            self._write((*(known for known in self if known != image_id), image_id))

    def discard(self, image_id: str) -> None:
        """Remove a photo if it is in the list."""
        if image_id in self:
            self._write(tuple(known for known in self if known != image_id))

    def _write(self, image_ids: tuple[str, ...]) -> None:
        # an empty list stays as a file, from which other processes see that it is empty now
        with atomic_write(self.path) as file:
            file.writelines(f'{image_id}\n' for image_id in image_ids)
        self._image_ids, self._signature = image_ids, file_signature(self.path)


def list_path(labels: Path) -> Path:
    """Return the path of the list beside a file of labels.

    Example:
        >>> list_path(Path('photos/labels.csv')).name
        'labels.no-garment.txt'
    """
    return labels.with_suffix('.no-garment.txt')


def _read(path: Path) -> tuple[str, ...]:
    try:
        lines = path.read_bytes().decode('utf-8-sig').split('\n')
    except UnicodeDecodeError as error:
        raise ValueError(f'{path}: not text in UTF-8: {error.reason}') from None
    image_ids = [line.removesuffix('\r') for line in lines]
    for number, image_id in enumerate(image_ids, 1):
        if image_id and not IMAGE_ID.fullmatch(image_id):
            expected = expected_image_id(image_id)
            raise ValueError(f'{path}:{number}: {short_repr(image_id)}: expected {expected}')
    return tuple(dict.fromkeys(filter(None, image_ids)))
