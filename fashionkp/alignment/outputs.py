"""The folder that images of garments go to, with records of their points and transforms."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np

from fashionkp.alignment.align import GarmentImage
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.folder import Folder, local_path, subfolder
from fashionkp.fileio.output_checks import require_writable_folder
from fashionkp.images.writing import encoded_image
from fashionkp.inference.drawings import drawing_path
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.record_writer import RecordWriter, write_json_lines

LEFT_OUT = 'left_out.jsonl'
"""File of the garments that no image was made of, with the reasons."""

_REASON = 'reason'  # key of a record of what was left out


class LeftOut(NamedTuple):
    """A garment, or part of one, that no image was made of.

    Attributes:
        garment: The garment.
        reason: Why.
        part: Name of the part, if it is one.
    """

    garment: Prediction
    reason: str
    part: str = ''


class GarmentFolder(AbstractContextManager):
    """A folder of images of garments; a file that is no such image is never replaced.

    Images are named after their photos, further garments of a photo with ``#2``, ``#3``; those of
    parts lie in a subfolder for each part. ``<command>.jsonl`` has a line for each: a prediction
    whose image is that file, so that all commands can go on with it, and the photo and the
    transform.

    Args:
        location: Path of the folder, or its URI in an object store.
        command: Name of the command that makes the images.
        settings: What they depend on, by name, as short texts.
        resume: As for :class:`~fashionkp.predictions.record_writer.RecordWriter`.
        parts: Subfolders; none for images of whole garments.

    Attributes:
        left_out: What no image was made of, as lines of text; once the run is finished.
    """

    def __init__(
        self,
        location: str | Path,
        command: str,
        settings: Mapping[str, str],
        *,
        resume: bool = False,
        parts: Sequence[str] = (),
    ) -> None:
        self._folder, self._parts = Folder(str(location)), tuple(parts) or ('',)
        self._mark = f'Made by fashionkp {command}'
        self._records = RecordWriter(self._file(f'{command}.jsonl'), settings, resume=resume)
        self.left_out: list[str] = []

    def check(self, names: Iterable[str]) -> None:
        """Check that images can be written and replace no other files.

        Args:
            names: Names of all photos.

        Raises:
            OSError: If the folder cannot be written to.
            ValueError: If an image would replace another file, or another image.
        """
        require_writable_folder(self._folder.location)
        written: dict[str, str] = {}
        for name in names:
            for part in self._parts:
                image = _image_name(name, 0, part)
                if written.setdefault(image, name) != name:
                    both = f'both {written[image]!r} and {name!r}'
                    raise ValueError(f'{self._folder.path(image)}: {both} go there')
        self._require_own(written)

    def start(self) -> set[str]:
        """Return the names of the photos that an interrupted run has finished."""
        return self._records.start()

    def add(self, photo: str, made: Sequence[Sequence[GarmentImage | LeftOut]]) -> None:
        """Write the images of a photo.

        Args:
            photo: Name of the photo.
            made: For each of its garments, what was made of it.

        Raises:
            OSError: If an image cannot be written.
            ValueError: If an image would replace another file.
        """
        records = []
        for index, items in enumerate(made):
            for item in items:
                source = dict(photo=photo, garment=index)
                if isinstance(item, LeftOut):
                    records.append({**source, **_without(item)})
                    continue
                image = _image_name(photo, index, item.part)
                self._require_own([image])
                self._folder.write(image, encoded_image(image, item.image, self._mark))
                records.append({**_record(item, image), **source})
        self._records.add(photo, records)

    def flush(self) -> None:
        """Store the records that have been added so far, for another process to finish."""
        self._records.flush()

    def finish(self, names: Iterable[str]) -> tuple[int, int]:
        """Write the records of all photos; return the number of images and of what has none.

        Args:
            names: Names of all photos, in order.
        """
        names, counts = list(names), [0, 0]

        def some(records: Iterable[dict[str, Any]], *, left_out: bool) -> Iterator[dict[str, Any]]:
            for record in records:
                if (_REASON in record) == left_out:
                    counts[left_out] += 1
                    yield record

        self.flush()
        with local_path(self._file(LEFT_OUT)) as path, atomic_write(path) as file:
            records = list(some(self._records.records(names), left_out=True))
            write_json_lines(file, records)
        self.left_out = [_line(record) for record in records]
        self._records.finish(
            names, lambda file, records: write_json_lines(file, some(records, left_out=False))
        )
        return counts[0], counts[1]

    def _file(self, name: str) -> str:
        """Return the path or URI of a file, with the options of a URI."""
        return subfolder(self._folder.location, name)

    def _require_own(self, images: Iterable[str]) -> None:
        if others := self._folder.taken(images, self._mark):
            raise ValueError(
                f'{self._folder.path(others[0])}: not an image of this command, and not replaced: '
                'choose another folder'
            )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._records.__exit__(kind, error, traceback)


def _image_name(photo: str, index: int, part: str) -> str:
    """Return the path from the folder to the image of a photo's garment."""
    path = drawing_path(Path(part), photo)
    return (path.with_stem(f'{path.stem}#{index + 1}') if index else path).as_posix()


def _without(item: LeftOut) -> dict[str, Any]:
    part = {'part': item.part} if item.part else {}
    return {'category': item.garment.category, **part, _REASON: item.reason}


def _line(record: Mapping[str, Any]) -> str:
    part = f'{record["part"]}: ' if 'part' in record else ''
    return f'{record["photo"]} ({record["category"]}): {part}{record[_REASON]}'


def _record(made: GarmentImage, file: str) -> dict[str, Any]:
    """Return a prediction as plain objects, with what else is known of its image."""
    garment = made.garment
    facts: dict[str, Any] = {'part': made.part} if made.part else {}
    if made.residual is not None:
        facts['residual'] = round(made.residual, 5)
    return {
        **replace(
            garment,
            image=file,
            category_score=_known(garment.category_score),
            category_probs=garment.category_probs or {garment.category: 1.0},
            scores=np.array([_known(score) for score in garment.scores]),
        ).as_dict(),
        **facts,
        'transform': made.transform.as_dict(),
    }


def _known(score: float) -> float:
    """Return a score; 1 for that of a table, which has none and whose points someone stated."""
    return 1.0 if np.isnan(score) else float(score)
