"""Transforms between a photo and an image made from it, from what the records state."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from fashionkp.alignment.similarity import Similarity
from fashionkp.alignment.thin_plate import ThinPlateWarp

Transform = Similarity | ThinPlateWarp
"""Both have ``to_image``, ``to_photo``, ``positions`` and ``as_dict``."""


def transform_of(record: Mapping[str, Any]) -> Transform:
    """Return the transform that a record states.

    Args:
        record: The value of ``transform`` in a line of ``align.jsonl`` or ``crop.jsonl``.

    Raises:
        ValueError: If it states no transform.

    Example:
        >>> halved = transform_of({'kind': 'similarity', 'matrix': [[0.5, 0, 3], [0, 0.5, 4]]})
        >>> halved.to_photo(np.array([[8.0, 9.0]])).tolist()
        [[10.0, 10.0]]
    """
    kinds = {
        'similarity': (Similarity, ('matrix',)),
        'thin_plate': (ThinPlateWarp, ('controls', 'weights', 'affine')),
    }
    kind = record.get('kind')
    if kind not in kinds:
        raise ValueError(f'transform of kind {kind!r}: expected {" or ".join(kinds)}')
    make, names = kinds[kind]
    if missing := [name for name in names if name not in record]:
        raise ValueError(f'{kind} without {missing[0]}')
    arrays = {name: np.array(record[name], np.float64) for name in names}
    others = {'unit': record['unit']} if kind == 'thin_plate' else {}
    return make(**arrays, **others)
