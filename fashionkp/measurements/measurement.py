"""What a length is: a path along key points, and points between them, written as text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from fashionkp.keypoints import mirror

WAYPOINT_TEXT = '"NAME", "NAME + NAME" (the middle) or "60 % from NAME to NAME"'
"""How a waypoint is written, for messages."""

_SHARE = re.compile(r'(?P<share>\d+(?:\.\d+)?)\s*%\s*from\s+(?P<start>.+?)\s+to\s+(?P<end>.+)')
_NAME = re.compile(r'[a-z0-9_]+')


@dataclass(frozen=True)
class Waypoint:
    """A point that a length passes through.

    Attributes:
        text: How it is written, such as 'crotch', 'waistband_left + waistband_right', which is the
            middle, or '60 % from crotch to bottom_left_in'.
        weights: Its key points, each with its weight; the weights sum to 1.
    """

    text: str
    weights: tuple[tuple[str, float], ...]

    @classmethod
    def parse(cls, text: str) -> 'Waypoint':
        """Return the point that a text describes.

        Raises:
            ValueError: If the text is malformed.

        Example:
            >>> Waypoint.parse('25 % from crotch to hemline_left + hemline_right').weights
            (('crotch', 0.75), ('hemline_left', 0.125), ('hemline_right', 0.125))
        """
        text = ' '.join(text.split())
        match = _SHARE.fullmatch(text)
        if match is None:
            return cls(text, tuple(_middle(text, text).items()))
        share = float(match['share']) / 100
        if share > 1:
            raise ValueError(f'{text!r}: expected 0 to 100 %')
        weights: dict[str, float] = {}
        for part, factor in ((match['start'], 1 - share), (match['end'], share)):
            for name, weight in _middle(part, text).items():
                weights[name] = weights.get(name, 0.0) + factor * weight
        return cls(text, tuple(weights.items()))

    def mirrored(self) -> 'Waypoint':
        """Return its mirror image."""
        return Waypoint.parse(_NAME.sub(lambda name: mirror(name[0]), self.text))


def _middle(text: str, whole: str) -> dict[str, float]:
    """Return key points and weights of 'NAME + NAME'."""
    names = [name.strip() for name in text.split('+')]
    if not all(_NAME.fullmatch(name) for name in names):
        raise ValueError(f'{whole!r}: expected {WAYPOINT_TEXT}')
    if len({*names}) < len(names):
        raise ValueError(f'{whole!r}: expected different key points')
    return dict.fromkeys(names, 1 / len(names))


@dataclass(frozen=True)
class Measurement:
    """A length of a garment, along straight lines between waypoints.

    Attributes:
        name: Name of the length; left and right are those of the image, as in key point names.
        path: The points that it passes through, two or more.
    """

    name: str
    path: tuple[Waypoint, ...]

    @classmethod
    def parse(cls, name: str, texts: Sequence[str]) -> 'Measurement':
        """Return the length along waypoints that are given as texts.

        Raises:
            ValueError: If a text is malformed, there are fewer than two, or one is that before it.
        """
        path = tuple(Waypoint.parse(text) for text in texts)
        if len(path) < 2:
            raise ValueError(f'{list(texts)}: expected two or more points')
        for before, after in pairwise(path):
            if dict(before.weights) == dict(after.weights):
                raise ValueError(f'{after.text!r} follows itself: expected different points')
        return cls(name, path)

    @cached_property
    def keypoints(self) -> tuple[str, ...]:
        """The key points that it needs, each once."""
        return tuple(dict.fromkeys(name for point in self.path for name, _ in point.weights))

    def mirrored(self) -> 'Measurement':
        """Return the length on the other side of the garment."""
        return Measurement(mirror(self.name), tuple(point.mirrored() for point in self.path))
