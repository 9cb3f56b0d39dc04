"""The model card: what an exported model states about itself."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

from fashionkp.categories import CATEGORIES, DECLARED_IN, KEYPOINTS
from fashionkp.custom_garments import HOW_TO
from fashionkp.fileio.text import short_repr

MAX_TEXT = 200
"""Most characters of a name."""

MAX_SIDE = 4096
"""Largest width and height of a model's input, pixels; those of the recipes are 96 to 384."""

PRECISIONS = ('float32', 'float16', 'int8')
"""Number formats of a model's weights."""

_TUPLES = ('categories', 'keypoints', 'input_size', 'mean', 'std')


@dataclass(frozen=True)
class ModelCard:
    """Facts in the metadata of an exported model, one JSON entry each.

    Attributes:
        name: Name of the config.
        categories: Garment categories that it supports, in the order of its outputs.
        keypoints: Key points that it predicts, in the order of its outputs.
        input_size: Width and height of the input images, pixels.
        unbiased: Whether a box's corners map to the centers of the input's corner pixels (UDP);
            otherwise they map to the outer corners of those pixels. The codec decides.
        mean: Mean of R, G and B, subtracted inside the graph.
        std: Standard deviation of R, G and B, by which the graph divides.
        codec: MMPose's name of the codec whose decoding is part of the graph.
        flip: Whether the graph averages with the mirrored images.
        ne: Normalized error, percent; None if unknown.
        version: Version of this package at export.
        precision: Number format of its weights: 'float32', 'float16', which is computed in
            float32, or 'int8'.
        measured_on: The images of ``ne``, such as '500 photos'.
        calibrated: Whether a score is the probability that the key point's error is less than 20 %.

    Raises:
        ValueError: If a fact has another type or is out of range, there are no categories, or
            ``keypoints`` lack one of a category's.
    """

    name: str
    categories: tuple[str, ...]
    keypoints: tuple[str, ...]
    input_size: tuple[int, int]
    unbiased: bool
    mean: tuple[float, ...]
    std: tuple[float, ...]
    codec: str
    flip: bool
    ne: float | None
    version: str
    precision: str = 'float32'
    measured_on: str = 'its validation data'
    calibrated: bool = False

    def __post_init__(self) -> None:
        for name, (is_valid, text) in _FACTS.items():
            value = getattr(self, name)
            if not is_valid(value):
                raise ValueError(f'{name} = {short_repr(value)}: expected {text}')
        for name in self.categories:
            missing = [key for key in CATEGORIES[name].keypoints if key not in self.keypoints]
            if missing:
                where = f' as {DECLARED_IN[name]} declares it' if name in DECLARED_IN else ''
                raise ValueError(
                    f'keypoints lack {", ".join(missing)}: expected those of {name}{where}'
                )

    def accuracy(self) -> str:
        """Return how accurate the model is, in a few words."""
        if self.ne is None:
            return 'its normalized error is not known'
        return f'normalized error {self.ne:.2f} % on {self.measured_on}'

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shapes of the graph's input and outputs for one image, by name."""
        width, height = self.input_size
        categories, keypoints = len(self.categories), len(self.keypoints)
        return dict(
            images=(height, width, 3),
            points=(keypoints, 2),
            scores=(keypoints,),
            presence=(categories, keypoints),
            category_probs=(categories,),
        )

    def metadata(self) -> dict[str, str]:
        """Return the metadata entries of a file."""
        return {name: json.dumps(value) for name, value in asdict(self).items()}

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, str], source: str) -> 'ModelCard':
        """Read the metadata entries of a file.

        Args:
            metadata: All entries; unknown ones are ignored.
            source: Name of the file, for errors.

        Raises:
            ValueError: If an entry is missing, not valid JSON, or not a valid fact.
        """
        required = [item.name for item in fields(cls) if item.default is MISSING]
        if missing := [name for name in required if name not in metadata]:
            raise ValueError(
                f'{source}: its metadata lack {", ".join(missing)}: '
                'expected a model written by "fashionkp export"'
            )
        names = [item.name for item in fields(cls) if item.name in metadata]
        try:
            values: dict[str, Any] = {name: _value(name, metadata[name]) for name in names}
            return cls(**values)
        except ValueError as error:
            raise ValueError(f'{source}: its metadata: {error}') from None


def _value(name: str, text: str) -> Any:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f'{name} is not valid JSON: {error}') from None
    return tuple(value) if name in _TUPLES and isinstance(value, list) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()


def _are_numbers(value: Any, count: int, low: float, high: float) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == count
        and all(
            type(number) in (int, float) and low <= number <= high for number in value
        )  # no NaN
    )


def _are_names(value: Any, known: Iterable[str]) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) > 0
        and all(isinstance(name, str) and name in known for name in value)
        and len(set(value)) == len(value)
    )


def _is_size(value: Any) -> bool:
    return _are_numbers(value, 2, 1, MAX_SIDE) and all(type(side) is int for side in value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


_TEXT = _is_text, f'printable text of up to {MAX_TEXT} characters'
_FLAG = _is_flag, 'true or false'
_FACTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    'name': _TEXT,
    'categories': (
        lambda v: _are_names(v, CATEGORIES),
        f'some of {", ".join(CATEGORIES)}, or of the custom garments declared {HOW_TO}',
    ),
    'keypoints': (
        lambda v: _are_names(v, KEYPOINTS),
        f'different key points of FashionAI, or of custom garments declared {HOW_TO}',
    ),
    'input_size': (_is_size, f'width and height, 1 to {MAX_SIDE} pixels'),
    'unbiased': _FLAG,
    'mean': (lambda v: _are_numbers(v, 3, -1e6, 1e6), 'three numbers'),
    'std': (lambda v: _are_numbers(v, 3, 1e-6, 1e6), 'three positive numbers'),
    'codec': _TEXT,
    'flip': _FLAG,
    'ne': (lambda v: v is None or _are_numbers((v,), 1, 0, 1e6), 'percent, or null'),
    'version': _TEXT,
    'precision': (lambda v: v in PRECISIONS, f'one of {", ".join(PRECISIONS)}'),
    'measured_on': _TEXT,
    'calibrated': _FLAG,
}
"""For each fact, a function that checks it, and what is valid in words."""
