"""The prediction of one garment."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.attributes import Attribute, recognize_attributes
from fashionkp.categories import category_by_name
from fashionkp.images.image_like import ImageLike, image_array
from fashionkp.images.writing import require_image_name, write_image
from fashionkp.measurements import Lengths, Plane, Reference, measure
from fashionkp.predictions.heatmaps import Heatmaps

PRESENT = 0.5
"""Presence from which a key point counts as present: more likely than not."""

# More digits are noise: points are accurate to tenths of a pixel at best.
PIXEL_DECIMALS = 3
"""Decimals of coordinates in files."""
PROBABILITY_DECIMALS = 5
"""Decimals of probabilities in files."""


@dataclass(frozen=True, eq=False)
class Prediction:
    """The key points of one garment.

    Attributes:
        image: Id or path of the image; empty if the image was an array.
        size: Width and height of the image, pixels.
        box: Box in which the garment was predicted, (x0, y0, x1, y1), pixels of the image.
        category: Name of the category, given or predicted, whose key points these are.
        category_score: Probability of ``category``.
        category_probs: Probability of each category that the model supports.
        keypoints: x and y of each key point of ``category``, in its order, (K, 2), pixels of the
            image; they may lie outside of it.
        scores: Probability that each key point is correct, see :data:`~fashionkp.score.CORRECT`, if
            they are calibrated, otherwise confidence without a unit; (K,).
        presence: Probability that each key point exists on this garment, visible or occluded,
            (K,).
        heatmaps: What the key points were decoded from, if the model was asked for it.
        calibrated: Whether the scores are calibrated, by the model's own account.

    Raises:
        ValueError: If the category is unknown, or an array does not have one row for each of its
            key points.
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
    heatmaps: Heatmaps | None = None
    calibrated: bool = False

    def __post_init__(self) -> None:
        count = len(self.names)
        for name, shape in dict(keypoints=(count, 2), scores=(count,), presence=(count,)).items():
            actual = np.shape(getattr(self, name))
            if actual != shape:
                raise ValueError(
                    f'{name} of a {self.category} has shape {actual}: expected {shape}'
                )
        if self.heatmaps is not None and len(self.heatmaps.values) != count:
            raise ValueError(
                f'{len(self.heatmaps.values)} heatmaps of a {self.category}: expected {count}'
            )

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the key points."""
        return category_by_name(self.category).keypoints

    @property
    def present(self) -> np.ndarray:
        """Whether each key point is more likely present than not, (K,) bool."""
        return self.presence >= PRESENT

    def lengths(self, scale: Reference | Plane | None = None, presence: float = PRESENT) -> Lengths:
        """Return the lengths of the garment that its present key points allow.

        They have margins if its scores are calibrated.

        Args:
            scale: What is known of the garment's true size, or the plane that it lies in.
            presence: Presence from which a key point counts as present.

        Raises:
            PlaneNotFound: If a key point lies beyond the horizon of the plane.
        """
        present = self.presence >= presence
        scores = self.scores if self.calibrated else None
        return measure(self.category, self.keypoints, present, scale=scale, scores=scores)

    def attributes(self, present_from: float = PRESENT) -> dict[str, Attribute]:
        """Return the attributes of the garment by name, such as the length of its sleeves.

        Their probabilities take scores for calibrated ones.

        Args:
            present_from: Presence from which a key point counts as present.
        """
        return recognize_attributes(
            self.category, self.keypoints, self.presence, self.scores, present_from=present_from
        )

    def plot(self, image: ImageLike | None = None) -> np.ndarray:
        """Return the image with the key points drawn on it, and a legend to its right.

        Args:
            image: The image that was predicted: a path, an image of Pillow, or an array (H, W, 3)
                uint8, BGR; by default the file that :attr:`image` names.

        Returns:
            (H', W', 3) uint8, RGB, as matplotlib, Pillow and notebooks show it; see
            :func:`~fashionkp.visualization.predictions.with_predictions`, which also draws several
            garments.

        Raises:
            FileNotFoundError: If there is no such file.
            ValueError: If the image cannot be read or is not that of the prediction.
        """
        return np.ascontiguousarray(self._drawing(image)[..., ::-1])

    def save(self, path: str | Path, image: ImageLike | None = None) -> None:
        """Write the drawing that :meth:`plot` returns.

        Args:
            path: The file, .png or .jpg; it appears once it is complete.
            image: As for :meth:`plot`.

        Raises:
            FileNotFoundError: As for :meth:`plot`.
            ValueError: As for :meth:`plot`, or if the name has another ending.
        """
        require_image_name(path)
        write_image(path, self._drawing(image))

    def _drawing(self, image: ImageLike | None) -> np.ndarray:
        """Return the drawing, (H', W', 3) uint8, BGR."""
        from fashionkp.visualization.predictions import with_predictions  # a room above this one

        if image is None and not self.image:
            raise ValueError('the prediction is of an array: expected it as the argument "image"')
        pixels = image_array(self.image if image is None else image)
        height, width = pixels.shape[:2]
        if self.size not in ((width, height), (0, 0)):  # that of a table's predictions is unknown
            raise ValueError(
                f'image {self.image!r} has {width} x {height} pixels: expected '
                f'{self.size[0]} x {self.size[1]}, those of the prediction'
            )
        return with_predictions(pixels, [self])

    def as_dict(
        self, measurements: bool | Reference | None = None, *, attributes: bool = False
    ) -> dict[str, Any]:
        """Return plain Python objects; coordinates are rounded to thousandths of a pixel.

        Args:
            measurements: Whether to add the garment's lengths as ``measurements``, in pixels; a
                :class:`~fashionkp.measurements.Reference` adds them in centimetres too.
            attributes: Whether to add the garment's attributes as ``attributes``.
        """
        rows = zip(self.names, self.keypoints, self.scores, self.presence, strict=True)
        derived: dict[str, Any] = {}
        if measurements:
            reference = measurements if isinstance(measurements, Reference) else None
            derived['measurements'] = self.lengths(reference).as_dict()
        if attributes:
            derived['attributes'] = {name: a.as_dict() for name, a in self.attributes().items()}
        return dict(
            image=self.image,
            size=[int(length) for length in self.size],
            box=[round(float(edge), PIXEL_DECIMALS) for edge in self.box],
            category=self.category,
            category_score=_probability(self.category_score),
            category_probs={name: _probability(p) for name, p in self.category_probs.items()},
            calibrated=self.calibrated,
            keypoints={
                name: dict(
                    x=round(float(x), PIXEL_DECIMALS),
                    y=round(float(y), PIXEL_DECIMALS),
                    score=_probability(score),
                    presence=_probability(presence),
                    present=bool(presence >= PRESENT),
                )
                for name, (x, y), score, presence in rows
            },
            **derived,
        )


def _probability(value: float) -> float:
    return round(float(value), PROBABILITY_DECIMALS)
