"""Exported models whose network and decoding run apart, in a backend."""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from fashionkp.inference.backends import (
    INPUT,
    OUTPUTS,
    ModelOutputs,
    Run,
    in_pieces,
    loader,
    name_errors,
)
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.inference.onnx_split import split_graph


@dataclass(frozen=True)
class SplitBackend:
    """An exported model whose network and decoding run apart.

    Attributes:
        metadata: Metadata of the file.
        network: Returns heatmaps (N, K, h, w), presence logits (N, C, K) and, unless there is only
            one category, category logits (N, C) for images.
        decoder: Returns the outputs of the model for images and for what ``network`` returns.
        checksum: CRC-32 of the file.
    """

    metadata: Mapping[str, str]
    network: Run
    decoder: Callable[[np.ndarray, Sequence[np.ndarray]], ModelOutputs]
    checksum: int = 0


def load_split_backend(path: Path, backend: str, threads: int | None) -> SplitBackend:
    """Load an exported model in two parts; see :func:`load_backend`.

    Raises:
        ValueError: Also if the model has no heatmaps.
    """
    load = loader(backend)
    file = read_model_file(path)
    graphs = split_graph(file.data, path, OUTPUTS)
    try:
        _, network = load(graphs.network, threads, graphs.cut)
        shapes, decoder = load(graphs.decoder, threads, OUTPUTS)
    except ImportError:
        raise
    except Exception as error:  # the backends' errors have no common base class
        raise ValueError(f'{path}: not a model that {backend} can read: {error}') from error

    def decode(images: np.ndarray, cut: Sequence[np.ndarray]) -> ModelOutputs:
        inputs = dict(zip(graphs.cut, cut, strict=True))
        if INPUT in shapes:  # for its batch size
            inputs[INPUT] = images
        return decoder(**inputs)

    pieces = in_pieces(network, backend, threads)
    return SplitBackend(
        file.metadata, name_errors(pieces, path), name_errors(decode, path), zlib.crc32(file.data)
    )
