"""Limits on requests."""

from dataclasses import dataclass

IMAGE_FORMATS = ('JPEG', 'PNG', 'WebP', 'BMP')
"""Image formats that are accepted from clients."""


@dataclass(frozen=True)
class Limits:
    """Limits on requests and connections.

    Attributes:
        max_bytes: Largest request body.
        max_pixels: Largest image, width times height.
        batch_size: Largest batch that the model gets; None for one image on a CPU, each core of
            which predicts its own, and 16 elsewhere.
        capacity: Largest number of images that are decoded or predicted; further ones get status
            503. A body that is still arriving does not count.
        bodies: Number of bodies of ``max_bytes`` that fit into memory together; smaller ones share
            this room.
        header_timeout: Longest time that a request's headers may take to arrive, seconds.
        body_timeout: Longest time that a body may take to arrive, seconds.
        write_timeout: Longest time that a client may leave a response unread, seconds.
        connections: Largest number of connections. For one more, the connection whose client has
            been waited for longest is closed.

    Raises:
        ValueError: If a limit is not positive.
    """

    max_bytes: int = 20_000_000
    max_pixels: int = 50_000_000
    batch_size: int | None = None
    capacity: int = 64
    bodies: int = 16
    header_timeout: float = 10
    body_timeout: float = 30
    write_timeout: float = 30
    connections: int = 256

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if value is not None and not value > 0:
                raise ValueError(f'{name} is {value}: expected more than 0')
