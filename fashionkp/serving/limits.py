"""How much a server takes on."""

from dataclasses import dataclass

SERVED = ('JPEG', 'PNG', 'WebP', 'BMP')
"""Formats of images that are taken from strangers."""


@dataclass(frozen=True)
class Limits:
    """How much a server takes on.

    Attributes:
        max_bytes: Largest body of a request.
        max_pixels: Most pixels of an image.
        batch_size: Most images that the model gets at a time.
        capacity: Most requests with an image that are under way at a time; more are told to come
            back.
        reading_seconds: Longest time that a body may take to arrive.

    Raises:
        ValueError: One of them is not positive.
    """

    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    batch_size: int = 2
    capacity: int = 64
    reading_seconds: float = 30

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not value > 0:
                raise ValueError(f'{name} is {value}: expected more than 0')
