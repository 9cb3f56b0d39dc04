"""What a model tells about one garment of an image, and files of many such answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.annotations import AnnotationTable, write_submission
from fashionkp.annotations.cells import IMAGE_ID, IMAGE_ID_TEXT
from fashionkp.categories import CATEGORIES, KEYPOINTS, category_by_name
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.text import json_text
from fashionkp.measurements import Lengths, Reference, measure

PRESENT = 0.5
"""Presence from which a point counts as being there: even odds."""

# More digits are noise: points are right to tenths of a pixel at best.
_PIXEL_DECIMALS = 3
_SHARE_DECIMALS = 5


@dataclass(frozen=True, eq=False)
class Prediction:
    """One garment.

    Attributes:
        image: Id or path of the image; empty where the image was an array.
        size: Width and height of the image, pixels.
        box: Where in the image the garment was looked for, (x0, y0, x1, y1), pixels.
        category: Name of the category that the points are those of, given or found.
        category_score: Probability that the model gives to ``category``.
        category_probs: Probability of each category that the model knows.
        keypoints: x and y of each point of ``category``, in its order, (K, 2), pixels of the
            image; may lie outside of it.
        scores: How sure the model is of the points' places, (K,).
        presence: Probabilities that the points are there on this garment, seen or hidden, (K,).

    Raises:
        ValueError: Unknown category, or not one row for each of its points.
    """

    image: str
    size: tuple[int, int]
    box: tuple[float, float, float, float]
    category: str
    category_score: float
    category_probs: dict[str, float]
    keypoints: np.ndarray
    scores: np.ndarray
    presence: np.ndarray

    def __post_init__(self) -> None:
        count = len(self.names)
        for name, shape in dict(keypoints=(count, 2), scores=(count,), presence=(count,)).items():
            found = np.shape(getattr(self, name))
            if found != shape:
                raise ValueError(f'{name} of a {self.category} has shape {found}: expected {shape}')

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the key points."""
        return category_by_name(self.category).keypoints

    @property
    def present(self) -> np.ndarray:
        """Which points are there more likely than not, (K,) bool."""
        return self.presence >= PRESENT

    def lengths(self, reference: Reference | None = None) -> Lengths:
        """Lengths of the garment, those that its present points allow.

        Args:
            reference: What is known of the garment's true size.
        """
        lengths = measure(self.category, self.keypoints, self.present)
        return lengths if reference is None else reference.applied(lengths)

    def as_dict(self, measurements: bool | Reference | None = None) -> dict[str, Any]:
        """The same as plain Python objects; points by name, rounded to thousandths of a pixel.

        Args:
            measurements: Add the garment's lengths as ``measurements``, in pixels (True) or in
                centimetres too, by what is known of its true size.
        """
        rows = zip(self.names, self.keypoints, self.scores, self.presence, strict=True)
        lengths = {}
        if measurements:
            known = measurements if isinstance(measurements, Reference) else None
            lengths['measurements'] = self.lengths(known).as_dict()
        return dict(
            image=self.image,
            size=[int(length) for length in self.size],
            box=[round(float(edge), _PIXEL_DECIMALS) for edge in self.box],
            category=self.category,
            category_score=_share(self.category_score),
            category_probs={name: _share(share) for name, share in self.category_probs.items()},
            keypoints={
                name: dict(
                    x=round(float(x), _PIXEL_DECIMALS),
                    y=round(float(y), _PIXEL_DECIMALS),
                    score=_share(score),
                    presence=_share(presence),
                    present=bool(presence >= PRESENT),
                )
                for name, (x, y), score, presence in rows
            },
            **lengths,
        )


def json_line(prediction: Prediction, measurements: bool | Reference | None = None) -> str:
    """One garment as one line of JSON, without the line's end; see :meth:`Prediction.as_dict`."""
    row = prediction.as_dict(measurements)
    return json_text(row)


def write_jsonl(
    path: str | Path,
    predictions: Iterable[Prediction],
    measurements: bool | Reference | None = None,
) -> None:
    """Write garments as JSON, one a line.

    Args:
        path: The file; it appears, complete, when all is written.
        predictions: The garments; a generator is taken from one by one.
        measurements: Add each garment's lengths; see :meth:`Prediction.as_dict`.
    """
    with atomic_write(path) as file:
        for prediction in predictions:
            file.write(json_line(prediction, measurements) + '\n')


def prediction_table(predictions: Iterable[Prediction]) -> AnnotationTable:
    """Garments as rows of a FashionAI table.

    Returns:
        Rows in the same order; a point has v = 1 where it is present and 0 where it is likely not.

    Raises:
        ValueError: An image stands for two garments, or its name is none that a table may have.
    """
    rows = list(predictions)
    categories = list(CATEGORIES)
    keypoints = np.full((len(rows), len(KEYPOINTS), 2), -1.0)
    visibility = np.full((len(rows), len(KEYPOINTS)), -1, np.int8)
    seen: set[str] = set()
    for i, row in enumerate(rows):
        if not IMAGE_ID.fullmatch(row.image):
            raise ValueError(f'image {row.image!r}: expected {IMAGE_ID_TEXT} as its id')
        if row.image in seen:
            raise ValueError(f'image {row.image!r} has several garments: a table has one for each')
        seen.add(row.image)
        ids = list(category_by_name(row.category).keypoint_ids)
        keypoints[i, ids] = row.keypoints
        visibility[i, ids] = row.present
    return AnnotationTable(
        image_ids=np.array([row.image for row in rows], dtype=str),
        category_ids=np.array([categories.index(row.category) for row in rows], np.int8),
        keypoints=keypoints,
        visibility=visibility,
        labelled=np.ones(len(rows), bool),
    )


def write_csv(path: str | Path, predictions: Iterable[Prediction]) -> None:
    """Write garments as a FashionAI submission, with every point of each garment's category.

    Args:
        path: The file; it appears, complete, when all is written.
        predictions: The garments; one for each image.

    Raises:
        ValueError: As for :func:`prediction_table`, or a coordinate is not finite.
    """
    write_submission(path, prediction_table(predictions))


def _share(value: float) -> float:
    return round(float(value), _SHARE_DECIMALS)
