"""Predictions as COCO key point results."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from fashionkp.formats.coco import coco_categories
from fashionkp.predictions.prediction import PIXEL_DECIMALS, PROBABILITY_DECIMALS, Prediction

_VISIBLE, _ABSENT = 2, 0


def to_coco(
    predictions: Iterable[Prediction], image_ids: Mapping[str, int] | None = None
) -> list[dict[str, Any]]:
    """Return predictions as COCO key point results, one dict a garment, in the same order.

    Pass them, or a JSON file of them, to ``COCO.loadRes`` of pycocotools or xtcocotools.

    - ``category_id`` is that of :func:`~fashionkp.formats.coco.coco_categories`, and ``keypoints``
      are those of the category: x, y in pixels and v, which is 2 if the point is present and 0 if
      it is likely absent. An absent point keeps its x and y, since evaluations compare every point
      that is annotated.
    - ``score``, by which evaluations order garments, is the probability of the category times the
      mean score of the present points.

    Args:
        predictions: The garments.
        image_ids: Id of each image by its name, as in the annotations to compare with; by default
            images are numbered from 1 in the order in which they first appear.

    Raises:
        ValueError: If an image has no id, or a garment has no scores, as those of a CSV.
    """
    category_ids = {category['name']: category['id'] for category in coco_categories()}
    numbers: dict[str, int] = {}
    results = []
    for prediction in predictions:
        if image_ids is None:
            image_id = numbers.setdefault(prediction.image, len(numbers) + 1)
        else:
            image_id = _image_id(prediction.image, image_ids)
        results.append(
            dict(
                image_id=image_id,
                category_id=category_ids[prediction.category],
                keypoints=_keypoints(prediction),
                score=_score(prediction),
            )
        )
    return results


def _image_id(image: str, image_ids: Mapping[str, int]) -> int:
    if image not in image_ids:
        example = next(iter(image_ids), None)
        raise ValueError(f'image {image!r} has no id: expected a name as in image_ids: {example!r}')
    return image_ids[image]


def _keypoints(prediction: Prediction) -> list[float]:
    """Return x, y and v of each key point, flat."""
    visibility = np.where(prediction.present, _VISIBLE, _ABSENT).tolist()
    points = np.round(prediction.keypoints.astype(float), PIXEL_DECIMALS).tolist()
    return [number for (x, y), v in zip(points, visibility, strict=True) for number in (x, y, v)]


def _score(prediction: Prediction) -> float:
    present = prediction.scores[prediction.present]
    mean = float(present.mean()) if len(present) else 0.0
    score = float(prediction.category_score) * mean
    if np.isnan(score):
        raise ValueError(
            f'image {prediction.image!r}: the {prediction.category} has no scores: expected '
            'predictions of a model, or of a .jsonl or .parquet file'
        )
    return round(score, PROBABILITY_DECIMALS)
