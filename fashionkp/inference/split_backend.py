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
    name_errors,
    open_graph,
)
from fashionkp.inference.devices import choose_device
from fashionkp.inference.int8_weights import require_exact_sums
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
        workers: Number of threads that should call it at the same time, each on one core.
    """

    metadata: Mapping[str, str]
    network: Run
    decoder: Callable[[np.ndarray, Sequence[np.ndarray]], ModelOutputs]
    checksum: int = 0
    workers: int = 1


def load_split_backend(
    path: Path, backend: str | None, threads: int | None, device: str | None = None
) -> SplitBackend:
    """Load an exported model in two parts; see :func:`load_backend`.

    Raises:
        ValueError: Also if the model has no heatmaps.
    """
    chosen = choose_device(backend, device)
    file = read_model_file(path)
    require_exact_sums(file, path, chosen)
    graphs = split_graph(file.data, path, OUTPUTS)
    _, network = open_graph(graphs.network, path, chosen, threads=threads, outputs=graphs.cut)
    # a few operators, which some devices lack
    cpu = chosen if chosen.is_cpu else choose_device(chosen.runtime, 'cpu')
    shapes, decoder = open_graph(graphs.decoder, path, cpu, threads=threads, outputs=OUTPUTS)

    def decode(images: np.ndarray, cut: Sequence[np.ndarray]) -> ModelOutputs:
        inputs = dict(zip(graphs.cut, cut, strict=True))
        if INPUT in shapes:  # for its batch size
            inputs[INPUT] = images
        return decoder(**inputs)

    pieces = in_pieces(network, chosen, threads)
    return SplitBackend(
        file.metadata,
        name_errors(pieces, path),
        name_errors(decode, path),
        zlib.crc32(file.data),
        chosen.workers(threads),
    )
