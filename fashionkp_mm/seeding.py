"""Random numbers that depend on a key alone, such as a seed, an epoch and an image's index.

Randomness in training then does not depend on what ran before: an interrupted run continues as if
it had not been, and images are augmented alike by any number of processes and workers. The global
generators are seeded, since MMPose's transforms use them.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

# Replaces NumPy's global generator inside a block: saving and restoring its state takes longer.
_BLOCK_GENERATOR = np.random.MT19937(0)


def seed_from(*key: int) -> None:
    """Seed Python, NumPy and PyTorch.

    Args:
        *key: Numbers >= 0. Different keys give unrelated random numbers.

    Example:
        >>> seed_from(0, 3, 14)
        >>> first = torch.rand(1)
        >>> seed_from(0, 3, 14)
        >>> bool(torch.rand(1) == first)
        True
    """
    seeds = _seeds(key)
    random.seed(seeds[0])
    np.random.seed(seeds[1])  # noqa: NPY002
    torch.manual_seed(seeds[2])


def _seeds(key: tuple[int, ...]) -> list[int]:
    return [int(word) for word in np.random.SeedSequence(key).generate_state(3)]


@contextmanager
def seeded(*key: int) -> Iterator[None]:
    """Seed as :func:`seed_from` inside a block, and restore the generators after it.

    GPU generators are not seeded: this is for image transforms in workers, and
    ``torch.manual_seed`` takes as long as one of them.

    Args:
        *key: See :func:`seed_from`.

    Raises:
        RuntimeError: If the block is inside another one.
    """
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]
    if generator is _BLOCK_GENERATOR:
        raise RuntimeError('a seeded block inside another one')
    python_state, torch_state = random.getstate(), torch.get_rng_state()
    seeds = _seeds(key)
    random.seed(seeds[0])
    np.random.set_bit_generator(_BLOCK_GENERATOR)  # type: ignore[attr-defined]
    np.random.seed(seeds[1])  # noqa: NPY002
    torch.default_generator.manual_seed(seeds[2])
    try:
        yield
    finally:
        random.setstate(python_state)
        np.random.set_bit_generator(generator)  # type: ignore[attr-defined]
        torch.set_rng_state(torch_state)
