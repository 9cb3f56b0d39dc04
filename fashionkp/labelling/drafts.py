"""Predicted garments of photos that have no labels yet, in the background."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.images.reading import read_image
from fashionkp.inference.boxes import Box, check_boxes
from fashionkp.inference.pipeline import GarmentModel
from fashionkp.inference.query import Query
from fashionkp.labelling.garments import LabelledGarment, garment_of_prediction
from fashionkp.predictions.prediction import Prediction


@dataclass(frozen=True)
class Draft:
    """What a model says of a photo.

    Attributes:
        size: Width and height of the photo, pixels.
        garment: The predicted garment; None without a model.
        sureness: :func:`sureness` of the prediction, 0 without a model.
        scores: Score of each key point of the category.
    """

    size: tuple[int, int]
    garment: LabelledGarment | None = None
    sureness: float = 0.0
    scores: Mapping[str, float] | None = None


def sureness(prediction: Prediction) -> float:
    """Return how sure a model is of a garment, 0 to 1.

    It is the mean score of the points that it takes to be present, times the probability of the
    category.
    """
    scores = prediction.scores[prediction.present]
    return float(prediction.category_score * (scores.mean() if len(scores) else 0.0))


class Drafts:
    """Predicts the photos one by one in a thread, and the one that is looked at at once.

    Args:
        photos: Path of each photo by its image id.
        model: The model; None for photos without predicted points.
        categories: Known categories by image id.

    Attributes:
        errors: Photos that cannot be read so far, and why.
    """

    def __init__(
        self,
        photos: Mapping[str, Path],
        model: GarmentModel | None = None,
        categories: Mapping[str, str] | None = None,
    ) -> None:
        self.errors: dict[str, str] = {}
        self._photos, self._model, self._categories = photos, model, categories or {}
        self._drafts: dict[str, Draft] = {}
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, is_labelled: Callable[[str], bool]) -> None:
        """Start to predict the photos that have no labels."""
        self._thread = threading.Thread(target=self._run, args=[is_labelled], daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the photo that is being predicted."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def running(self) -> bool:
        """Whether photos are being predicted in the background."""
        return self._thread is not None and self._thread.is_alive()

    def sureness(self, image_id: str) -> float | None:
        """Return how sure the model is of a photo; None as long as it has not been predicted."""
        draft = self._drafts.get(image_id)
        return None if draft is None else draft.sureness

    def get(self, image_id: str) -> Draft:
        """Return what the model says of a photo.

        Raises:
            OSError: If the photo is missing.
            ValueError: If it cannot be read.
        """
        draft = self._drafts.get(image_id)
        if draft is None:
            try:
                draft = self._draft(image_id)
            except (OSError, ValueError) as error:
                self.errors[image_id] = str(error)
                raise
            self._drafts[image_id] = draft
        return draft

    def predict(
        self, image_id: str, category: str | None, box: Box | None = None
    ) -> LabelledGarment | None:
        """Predict a garment of a photo.

        Args:
            image_id: The photo.
            category: Category of the garment; None to predict it.
            box: The part of the photo that shows it, (x0, y0, x1, y1), pixels; the whole by
                default.

        Returns:
            The garment; None without a model, or if it does not support the category.

        Raises:
            OSError: If the photo is missing.
            ValueError: If it cannot be read, or the box does not overlap it.
        """
        image = read_image(self._photos[image_id])
        if box is not None:
            check_boxes([box], image.shape[1], image.shape[0], image_id)
        prediction = self._prediction(image, category, box)
        return None if prediction is None else garment_of_prediction(prediction)

    def _draft(self, image_id: str) -> Draft:
        image = read_image(self._photos[image_id])
        size = image.shape[1], image.shape[0]
        category = self._categories.get(image_id)
        prediction = self._prediction(image, category, None)
        if prediction is None:
            return Draft(size, LabelledGarment(category, {}) if category else None)
        return Draft(
            size,
            garment_of_prediction(prediction),
            round(sureness(prediction), 5),
            dict(zip(prediction.names, prediction.scores.tolist(), strict=True)),
        )

    def _prediction(
        self, image: np.ndarray, category: str | None, box: Box | None
    ) -> Prediction | None:
        if self._model is None or (category and category not in self._model.categories):
            return None
        (prediction,) = self._model.predict([Query(image, '', category, box)])
        return prediction

    def _run(self, is_labelled: Callable[[str], bool]) -> None:
        for image_id in list(self._photos):
            if self._stopped.is_set():
                return
            if image_id not in self._drafts and not is_labelled(image_id):
                try:
                    self.get(image_id)
                except (OSError, ValueError):
                    continue  # it is in `errors`
