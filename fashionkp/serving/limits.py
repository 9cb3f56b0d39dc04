"""Limits on requests."""

from dataclasses import dataclass

IMAGE_FORMATS = ('JPEG', 'PNG', 'WebP', 'BMP')
"""Image formats that are accepted from clients."""


@dataclass(frozen=True)
class Limits:
    """Limits on requests.

    Attributes:
        max_bytes: Largest request body.
        max_pixels: Largest image, width times height.
        batch_size: Largest batch that the model gets.
        capacity: Largest number of prediction requests in progress; further ones get status 503.
        body_timeout: Longest time that a body may take to arrive, seconds.

    Raises:
        ValueError: If a limit is not positive.
    """

    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    batch_size: int = 2
    capacity: int = 64
    body_timeout: float = 30

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not value > 0:
                raise ValueError(f'{name} is {value}: expected more than 0')
