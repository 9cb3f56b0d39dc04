"""The results of a run whose output files are not written yet."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from fashionkp.fileio.folder import Folder
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.result_store import ImageRecord
from fashionkp.predictions.run_parts import RunParts


@dataclass(frozen=True)
class UnfinishedRun:
    """A :class:`~fashionkp.predictions.result_store.ResultStore` beside an output file.

    The parts have all digits of the predictions, so that any format can be written from them.
    Images that could not be read are not recorded.

    Attributes:
        output: Path or URI of the file that is to be written.
        settings: What the results depend on, by name; every part contains it.
    """

    output: str
    settings: Mapping[str, str]

    @property
    def _parts(self) -> RunParts:
        return RunParts(self.output, self.settings)

    @property
    def folder(self) -> Folder:
        """Folder of the parts."""
        return self._parts.folder

    def done(self) -> set[str]:
        """Return the names of the images that have results; see :meth:`RunParts.done`."""
        return self._parts.done()

    def write(self, records: Sequence[ImageRecord]) -> None:
        """Add a part; see :meth:`RunParts.write`."""
        self._parts.write(
            {r.name: [_as_dict(g) for g in r.garments] for r in records if not r.error}
        )

    def clear_errors(self) -> None:
        """Do nothing: errors are not recorded."""

    def predictions(self, names: Iterable[str]) -> Iterator[Prediction]:
        """Yield the predictions of images.

        Args:
            names: Names of images, in the wanted order; those without results are skipped.
        """
        yield from map(_prediction, self._parts.items(names))

    def clear(self) -> None:
        """Remove the results."""
        self._parts.clear()


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
        calibrated=prediction.calibrated,
        **{name: np.asarray(getattr(prediction, name)).tolist() for name in arrays},
    )


def _prediction(fields: dict[str, Any]) -> Prediction:
    arrays = {name: np.array(fields[name]) for name in ('keypoints', 'scores', 'presence')}
    tuples = {name: tuple(fields[name]) for name in ('size', 'box')}
    return Prediction(**{**fields, **arrays, **tuples})
