"""Random numbers that follow from a key, such as a seed, an epoch and an item's number.

What is random in training then depends on nothing that came before: an interrupted run goes on as
if it had not been, and pictures are varied alike by any number of processes and workers. The global
generators are seeded, since MMPose's transforms draw from them.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch


def seed_from(*key: int) -> None:
    """Seed Python, NumPy and PyTorch.

    Args:
        *key: Numbers that are not negative. Keys that differ give numbers without a relation.

    Example:
        >>> seed_from(0, 3, 14)
        >>> first = torch.rand(1)
        >>> seed_from(0, 3, 14)
        >>> bool(torch.rand(1) == first)
        True
    """
    seeds = [int(word) for word in np.random.SeedSequence(key).generate_state(3)]
    random.seed(seeds[0])
    np.random.seed(seeds[1])  # noqa: NPY002
    torch.manual_seed(seeds[2])


@contextmanager
def seeded(*key: int) -> Iterator[None]:
    """Seed as :func:`seed_from` does for a block, and go on afterwards as before it.

    Only a GPU's numbers stay seeded.

    Args:
        *key: See :func:`seed_from`.
    """
    before = random.getstate(), np.random.get_state(), torch.get_rng_state()  # noqa: NPY002
    seed_from(*key)
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])  # noqa: NPY002
        torch.set_rng_state(before[2])
