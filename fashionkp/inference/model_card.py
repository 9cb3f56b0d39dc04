"""What an exported model tells about itself."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

from fashionkp.categories import CATEGORIES, DECLARED_IN, KEYPOINTS
from fashionkp.custom_garments import HOW_TO

MAX_TEXT = 200
"""Characters of a name."""

MAX_SIDE = 4096
"""Width and height of a model's input, pixels; those of the recipes are 96 to 384."""

PRECISIONS = ('float32', 'int8')
"""What the layers of a model may compute in."""

_TUPLES = ('categories', 'keypoints', 'input_size', 'mean', 'std')


@dataclass(frozen=True)
class ModelCard:
    """Facts that stand in the metadata of an exported model, one entry each, as JSON.

    Attributes:
        name: Name of the config.
        categories: Garment categories that it knows, in the order of its outputs.
        keypoints: Key points that it predicts, in the order of its outputs.
        input_size: Width and height of the images that go in, pixels.
        unbiased: Whether a box's corners become the centres of the input's corner pixels (UDP), as
            the codec wants it; else they become the outer edges of those pixels.
        mean: Of R, G and B, subtracted inside the graph.
        std: Of R, G and B, divided by inside the graph.
        codec: MMPose's name of the decoding that is part of the graph.
        flip: Whether the graph looks at the mirrored images too.
        ne: Normalized error on the validation data, percent; None where it is not known.
        version: Of this package, at export.
        precision: What its layers compute in, 'float32' or 'int8'.

    Raises:
        ValueError: One of them is not of that kind, or out of its range; no categories, or key
            points that lack one of theirs.
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

    def __post_init__(self) -> None:
        for name, (legal, text) in _FACTS.items():
            value = getattr(self, name)
            if not legal(value):
                raise ValueError(f'{name} = {_shown(value)}: expected {text}')
        for name in self.categories:
            lacking = [key for key in CATEGORIES[name].keypoints if key not in self.keypoints]
            if lacking:
                where = f' as {DECLARED_IN[name]} declares it' if name in DECLARED_IN else ''
                raise ValueError(
                    f'keypoints lack {", ".join(lacking)}: expected those of {name}{where}'
                )

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Shapes of the graph's input and outputs but for the number of images, by name."""
        (width, height), known = self.input_size, len(self.categories)
        count = len(self.keypoints)
        return dict(
            images=(height, width, 3),
            points=(count, 2),
            scores=(count,),
            presence=(known, count),
            category_probs=(known,),
        )

    def metadata(self) -> dict[str, str]:
        """Entries for the file."""
        return {name: json.dumps(value) for name, value in asdict(self).items()}

    @classmethod
    def from_metadata(cls, metadata: Mapping[str, str], source: str) -> 'ModelCard':
        """Read the entries of a file.

        Args:
            metadata: All of its entries.
            source: Its name, for errors.

        Raises:
            ValueError: An entry is missing, no JSON, or not legal.
        """
        required = [item.name for item in fields(cls) if item.default is MISSING]
        if missing := [name for name in required if name not in metadata]:
            raise ValueError(
                f'{source}: its metadata lack {", ".join(missing)}: '
                'expected a model that "fashionkp export" wrote'
            )
        names = [item.name for item in fields(cls) if item.name in metadata]
        try:
            values: dict[str, Any] = {name: _value(name, metadata[name]) for name in names}
            return cls(**values)
        except ValueError as error:
            raise ValueError(f'{source}: its metadata: {error}') from None


def _value(name: str, text: str) -> Any:
    """The value of an entry."""
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ValueError(f'{name} is no JSON: {error}') from None
    return tuple(value) if name in _TUPLES and isinstance(value, list) else value


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_TEXT and value.isprintable()


def _are_numbers(value: Any, count: int, low: float, high: float) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) == count
        and all(type(one) in (int, float) and low <= one <= high for one in value)  # no NaN
    )


def _are_names(value: Any, known: Iterable[str]) -> bool:
    return (
        isinstance(value, tuple)
        and len(value) > 0
        and all(isinstance(one, str) and one in known for one in value)
        and len(set(value)) == len(value)
    )


def _is_size(value: Any) -> bool:
    return _are_numbers(value, 2, 1, MAX_SIDE) and all(type(side) is int for side in value)


def _is_flag(value: Any) -> bool:
    return isinstance(value, bool)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f'{text[:57]}...'


_TEXT = _is_text, f'printable text of up to {MAX_TEXT} characters'
_FLAG = _is_flag, 'true or false'
_FACTS: dict[str, tuple[Callable[[Any], bool], str]] = {
    'name': _TEXT,
    'categories': (
        lambda v: _are_names(v, CATEGORIES),
        f'some of {", ".join(CATEGORIES)}, or of those that a file declares {HOW_TO}',
    ),
    'keypoints': (
        lambda v: _are_names(v, KEYPOINTS),
        f'different key points of FashionAI, or that a file declares {HOW_TO}',
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
}
"""What is legal for each fact, and that in words."""
