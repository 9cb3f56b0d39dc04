"""What an exported model tells about itself."""

import json
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from typing import Any

_TUPLES = ('categories', 'keypoints', 'input_size', 'mean', 'std')


@dataclass(frozen=True)
class ModelCard:
    """Facts that stand in the metadata of an exported model, one entry each, as JSON.

    Attributes:
        name: Name of the config.
        categories: Garment categories that it knows, in the order of its outputs.
        keypoints: Key points that it predicts, in the order of its outputs.
        input_size: Width and height of the pictures that go in, pixels.
        unbiased: Whether a box's corners become the centres of the input's corner pixels (UDP), as
            the codec wants it; else they become the outer edges of those pixels.
        mean: Of R, G and B, subtracted inside the graph.
        std: Of R, G and B, divided by inside the graph.
        codec: MMPose's name of the decoding that is part of the graph.
        flip: Whether the graph looks at the mirrored pictures too.
        ne: Normalized error on the validation data, percent; None where it is not known.
        version: Of this package, at export.
        precision: What its layers compute in, 'float32' or 'int8'.
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
            ValueError: An entry is missing.
        """
        required = [item.name for item in fields(cls) if item.default is MISSING]
        if missing := [name for name in required if name not in metadata]:
            raise ValueError(
                f'{source}: its metadata lack {", ".join(missing)}: '
                'expected a model that "fashionkp export" wrote'
            )
        names = [item.name for item in fields(cls)]
        values: dict[str, Any] = {
            name: json.loads(metadata[name]) for name in names if name in metadata
        }
        values.update({name: tuple(values[name]) for name in _TUPLES})
        return cls(**values)
