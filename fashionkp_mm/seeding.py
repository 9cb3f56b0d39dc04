"""Random numbers that follow from a key, such as a seed, an epoch and an item's number.

What is random in training then depends on nothing that came before: an interrupted run goes on as
if it had not been, and images are varied alike by any number of processes and workers. The global
generators are seeded, since MMPose's transforms draw from them.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch

# Put in NumPy's place for a block: to keep and set back the state of a generator takes longer.
_SPARE = np.random.MT19937(0)


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
    seeds = _seeds(key)
    random.seed(seeds[0])
    np.random.seed(seeds[1])  # noqa: NPY002
    torch.manual_seed(seeds[2])


def _seeds(key: tuple[int, ...]) -> list[int]:
    return [int(word) for word in np.random.SeedSequence(key).generate_state(3)]


@contextmanager
def seeded(*key: int) -> Iterator[None]:
    """Seed as :func:`seed_from` does for a block, and go on afterwards as before it.

    The numbers of GPUs are left alone: this is for what workers do to an image, and
    ``torch.manual_seed`` takes as long as a step of a pipeline.

    Args:
        *key: See :func:`seed_from`.

    Raises:
        RuntimeError: Such a block lies within another.
    """
    generator = np.random.get_bit_generator()  # type: ignore[attr-defined]
    if generator is _SPARE:
        raise RuntimeError('a block of seeded random numbers within another')
    before = random.getstate(), torch.get_rng_state()
    seeds = _seeds(key)
    random.seed(seeds[0])
    np.random.set_bit_generator(_SPARE)  # type: ignore[attr-defined]
    np.random.seed(seeds[1])  # noqa: NPY002
    torch.default_generator.manual_seed(seeds[2])
    try:
        yield
    finally:
        random.setstate(before[0])
        np.random.set_bit_generator(generator)  # type: ignore[attr-defined]
        torch.set_rng_state(before[1])
