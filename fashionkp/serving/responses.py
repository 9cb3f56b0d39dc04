"""Response bodies, as Pydantic models: the schemas of ``openapi.json``."""

import math
from typing import Any

from pydantic import BaseModel, Field

from fashionkp.alignment.frames import garment_frames
from fashionkp.measurements import Reference, margins_per_cm
from fashionkp.predictions.prediction import PRESENT, Prediction

_MARGIN_DECIMALS = 5  # of centimetres for each centimetre


class Keypoint(BaseModel):
    """A key point."""

    x: float = Field(description='x, pixels of the upright image')
    y: float = Field(description='y, pixels of the upright image')
    score: float = Field(description='Probability that the location is right, if calibrated')
    presence: float = Field(description='Probability that the point is present, visible or not')
    present: bool = Field(description='Whether presence is at least 0.5')


class Length(BaseModel):
    """A length of the garment."""

    pixels: float | None = Field(description='null if not measurable')
    cm: float | None = Field(description='null if not measurable, or without a known length')
    absent: list[str] = Field(description='Absent key points, which make it not measurable')
    margin_pixels: float | None = Field(
        None, description='Half the width of its 95 % interval, if scores are calibrated'
    )
    margin_cm: float | None = Field(None, description='The same in cm')


class Attribute(BaseModel):
    """An attribute of the garment, such as the length of its sleeves."""

    label: str | None = Field(description='Its class; null if it is undecided')
    confidence: float | None = Field(description='Probability of the class')
    value: float | None = Field(description='The ratio of lengths that decided')
    probabilities: dict[str, float] = Field(description='Probability of each class')
    absent: list[str] = Field(description='Absent key points because of which it is undecided')


class Frame(BaseModel):
    """An upright image of the garment, as the similarity from the photo to it."""

    matrix: list[list[float]] | None = Field(
        description='2 x 3, from pixels (x, y, 1) of the photo to those of the image; integers are '
        'centres of pixels. null if there is no such image'
    )
    size: tuple[int, int] | None = Field(description='Width and height of the image, pixels')
    reason: str | None = Field(description='Why there is no such image')


class PredictionResponse(BaseModel):
    """Key points, category, lengths, attributes and parts of a garment."""

    image: str = Field(description='File name, if the request has one')
    size: tuple[int, int] = Field(description='Width and height of the upright image, pixels')
    box: tuple[float, float, float, float] = Field(
        description='Box of the garment: x0, y0, x1, y1, pixels'
    )
    category: str = Field(description='The requested category, or the predicted one')
    category_score: float = Field(description='Predicted probability of this category')
    category_probs: dict[str, float] = Field(description='Predicted probability of each category')
    calibrated: bool = Field(description='Whether scores are calibrated')
    keypoints: dict[str, Keypoint] = Field(description='Key points of the category')
    measurements: dict[str, Length] = Field(description='Lengths of the category')
    margins_per_cm: dict[str, dict[str, float | None]] = Field(
        description='For each length that may be known, the margins of all lengths for each cm of '
        'it; null where there is no bound. Empty if scores are not calibrated'
    )
    attributes: dict[str, Attribute] = Field(description='Attributes of the category')
    alignment: Frame = Field(description='The garment on the template of its category')
    crops: dict[str, Frame] = Field(description='Crops around the parts of the category')


class ErrorResponse(BaseModel):
    """The reason for an error status."""

    detail: str


class HealthResponse(BaseModel):
    """State of the server."""

    status: str = Field(description='ok')
    model: str = Field(description='Name of the model')
    version: str = Field(description='Version of fashionkp')
    under_way: int = Field(description='Number of prediction requests in progress')


def prediction_content(prediction: Prediction, reference: Reference) -> dict[str, Any]:
    """Return the content of a :class:`PredictionResponse`.

    Args:
        prediction: The prediction.
        reference: Known lengths of the garment.
    """
    return {
        **prediction.as_dict(reference, attributes=True),
        'margins_per_cm': _margins_per_cm(prediction) if prediction.calibrated else {},
        **garment_frames(prediction),
    }


def _margins_per_cm(prediction: Prediction) -> dict[str, dict[str, float | None]]:
    present = prediction.presence >= PRESENT
    facts = prediction.category, prediction.keypoints, present, prediction.scores
    return {
        known: {
            name: round(margin, _MARGIN_DECIMALS) if math.isfinite(margin) else None
            for name, margin in margins.items()
        }
        for known, margins in margins_per_cm(*facts).items()
    }
