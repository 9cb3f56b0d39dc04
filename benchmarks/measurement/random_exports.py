"""Exported models with random weights, which take as long as trained ones."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np


@dataclass(frozen=True)
class RandomExports:
    """The exports of a model.

    Attributes:
        card: Its model card.
        paths: The files by precision, 'float32' and 'int8'.
        inputs: Images as inputs of the network, (N, 3, H, W).
    """

    card: Any
    paths: dict[str, Path]
    inputs: np.ndarray


def random_exports(name: str, model: Any, photos: Path, folder: Path) -> RandomExports:
    """Export a model as ``fashionkp export`` does, but without its comparison.

    The heatmaps of random weights have no peaks, so that it would fail.

    Args:
        name: Name of its config.
        model: The model, which has its config in ``cfg``.
        photos: Folder of garments, with their table.
        folder: Folder for the files.
    """
    import onnx

    from fashionkp_mm.export.calibration_images import find_garment_images
    from fashionkp_mm.export.onnx_export import serialize_model
    from fashionkp_mm.export.quantization import model_inputs, quantize

    data, card = serialize_model(name, model.cfg, model)
    garments = find_garment_images(photos, card.categories)
    inputs = np.stack(model_inputs(garments, card.input_size, unbiased=card.unbiased))
    int8 = onnx.load_from_string(quantize(data, inputs[:4]))
    int8.metadata_props.extend(onnx.load_from_string(data).metadata_props)
    paths = {}
    for precision, content in (('float32', data), ('int8', int8.SerializeToString())):
        paths[precision] = folder / f'{name}_{precision}.onnx'
        paths[precision].write_bytes(content)
    return RandomExports(card, paths, inputs)
