"""The results of a run whose output files are not written yet."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.fileio.folder import Folder, split_location, subfolder
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.result_store import ImageRecord, check_settings, part_name

_SUFFIX = '.json'
_CACHED_PARTS = 4  # resumed images may lie between earlier ones


@dataclass(frozen=True)
class UnfinishedRun:
    """A :class:`~fashionkp.predictions.result_store.ResultStore` beside an output file.

    The parts lie in a hidden folder and have all digits of the predictions, so that any format can
    be written from them. Images that could not be read are not recorded.

    Attributes:
        output: Path or URI of the file that is to be written.
        settings: What the results depend on, by name; every part contains it.
    """

    output: str
    settings: Mapping[str, str]

    @property
    def folder(self) -> Folder:
        """Folder of the parts."""
        parent, name = split_location(self.output)
        return Folder(subfolder(parent, f'.{name}.parts'))

    def done(self) -> set[str]:
        """Return the names of the images that have results.

        Raises:
            ValueError: If the results were made with other settings, or a part is damaged.
        """
        names: set[str] = set()
        for part in self.folder.names(_SUFFIX):
            content = self._read(part)
            check_settings(self.folder.location, content['settings'], self.settings)
            names.update(content['images'])
        return names

    def write(self, records: Sequence[ImageRecord]) -> None:
        """Add a part; it replaces an earlier part for the same images.

        Raises:
            OSError: If it cannot be written; it names the output file.
        """
        images = {r.name: [_as_dict(g) for g in r.garments] for r in records if not r.error}
        if not images:
            return
        content = json.dumps({'settings': {**self.settings}, 'images': images}).encode()
        try:
            self.folder.write(part_name(records, _SUFFIX), content)
        except OSError as error:
            with suppress(OSError):  # only if it is empty
                Path(self.folder.location).rmdir()
            reason = f'{error.strerror or error}'.removesuffix(', writing')
            raise OSError(error.errno, f'{reason}, writing', self.output) from error

    def clear_errors(self) -> None:
        """Do nothing: errors are not recorded."""

    def predictions(self, names: Iterable[str]) -> Iterator[Prediction]:
        """Yield the predictions of images.

        Args:
            names: Names of images, in the wanted order; those without results are skipped.
        """
        read = lru_cache(maxsize=_CACHED_PARTS)(self._read)
        parts = {name: part for part in self.folder.names(_SUFFIX) for name in read(part)['images']}
        for name in names:
            if name in parts:
                yield from map(_prediction, read(parts[name])['images'][name])

    def clear(self) -> None:
        """Remove the results."""
        self.folder.remove()

    def _read(self, part: str) -> dict[str, Any]:
        path = f'{self.folder.location}/{part}'
        try:
            content = json.loads(self.folder.read(part))
            return dict(settings={**content['settings']}, images={**content['images']})
        except (ValueError, TypeError, KeyError) as error:
            raise ValueError(f'{path}: damaged ({error}): remove it to resume without it') from None


def _as_dict(prediction: Prediction) -> dict[str, Any]:
    """Return plain Python objects with all digits, unlike :meth:`Prediction.as_dict`."""
    arrays = ('keypoints', 'scores', 'presence')
    return dict(
        image=prediction.image,
        size=[int(length) for length in prediction.size],
        box=[float(edge) for edge in prediction.box],
        category=prediction.category,
        category_score=float(prediction.category_score),
        category_probs={name: float(p) for name, p in prediction.category_probs.items()},
        **{name: np.asarray(getattr(prediction, name)).tolist() for name in arrays},
    )


def _prediction(fields: dict[str, Any]) -> Prediction:
    arrays = {name: np.array(fields[name]) for name in ('keypoints', 'scores', 'presence')}
    tuples = {name: tuple(fields[name]) for name in ('size', 'box')}
    return Prediction(**{**fields, **arrays, **tuples})
