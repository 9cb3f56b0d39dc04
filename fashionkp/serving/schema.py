"""The shape of answers, for the description of the interface."""

from pydantic import BaseModel, Field


class Point(BaseModel):
    """A key point."""

    x: float = Field(description='Pixels of the upright image, from its left edge')
    y: float = Field(description='Pixels of the upright image, from its top')
    score: float = Field(description='How sure the model is of the place')
    presence: float = Field(description='Probability that the point is there, seen or hidden')
    present: bool = Field(description='Whether it is there more likely than not')


class Length(BaseModel):
    """A length of the garment."""

    pixels: float | None = Field(description='null where not measurable')
    cm: float | None = Field(description='null where not measurable, or without a known length')
    absent: list[str] = Field(description='The points for want of which it is not measurable')


class Answer(BaseModel):
    """What the model tells about the garment of an image."""

    image: str = Field(description="The file's name where the request tells it")
    size: tuple[int, int] = Field(description='Width and height of the upright image, pixels')
    box: tuple[float, float, float, float] = Field(
        description='Where the garment was looked for: x0, y0, x1, y1, pixels'
    )
    category: str = Field(description='Given or found')
    category_score: float = Field(description='Probability that the model gives to it')
    category_probs: dict[str, float] = Field(description='Probability of each category')
    keypoints: dict[str, Point] = Field(description='The points of the category by name')
    measurements: dict[str, Length] = Field(description='The lengths of the category by name')


class Refusal(BaseModel):
    """Why there is no answer."""

    detail: str


class Health(BaseModel):
    """That the server answers."""

    status: str
    model: str = Field(description='Name of the model')
    version: str = Field(description='Version of this package')
    under_way: int = Field(description='Requests with an image that are being served')
