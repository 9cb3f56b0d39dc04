"""Datasets inside those of MMEngine and MMPose that repeat, join or combine others."""

from typing import Any

import torch

from fashionkp_mm.seeding import seeded

_UNSEEDED = -1


def parts_of(dataset: Any) -> list:
    """Return the datasets that a ``ConcatDataset``, ``RepeatDataset`` or the like contains."""
    inner = getattr(dataset, 'dataset', None)
    return [*getattr(dataset, 'datasets', []), *([] if inner is None else [inner])]


def set_epoch(dataset: Any, epoch: int, seed: int) -> None:
    """Seed the augmentation of each item from ``seed``, ``epoch`` and the item's index.

    If the dataset contains others, the index is that in the whole, so that the repetitions of an
    image differ, and the random choices of the whole are seeded too.

    Args:
        dataset: A dataset with ``set_epoch`` as :class:`FashionAIDataset`, or one that contains
            such datasets; others are left as they are.
        epoch: Number of the epoch, from 0.
        seed: Seed of the run.
    """
    if hasattr(dataset, 'set_epoch'):
        dataset.set_epoch(epoch, seed)
    elif leaves := _seeded_leaves(dataset):
        if not isinstance(getattr(dataset, '__getitems__', None), _SeededItems):
            dataset.__getitems__ = _SeededItems(dataset)  # which PyTorch calls for each batch
        dataset.__getitems__.set_epoch(epoch, seed)
        for leaf in leaves:
            leaf.set_epoch(epoch, _UNSEEDED)


def data_fingerprint(dataset: Any) -> str | None:
    """Return a text that is the same for the same rows in the same order; None if unknown."""
    if hasattr(dataset, 'fingerprint'):
        return dataset.fingerprint
    parts = [data_fingerprint(part) for part in parts_of(dataset)]
    return f'{len(dataset)} of {" ".join(map(str, parts))}' if any(parts) else None


def source_files(dataset: Any) -> list[str]:
    """Return the tables that a dataset, or those that it contains, are read from."""
    files = getattr(dataset, 'ann_file', None) or []
    own = [files] if isinstance(files, str) else list(map(str, files))
    return [*own, *(file for part in parts_of(dataset) for file in source_files(part))]


def _seeded_leaves(dataset: Any) -> list:
    if hasattr(dataset, 'set_epoch'):
        return [dataset]
    return [leaf for part in parts_of(dataset) for leaf in _seeded_leaves(part)]


class _SeededItems:
    """The items of a dataset by their indices, each with random numbers of its own."""

    def __init__(self, dataset: Any) -> None:
        self.dataset = dataset
        # seed and epoch, in shared memory because workers persist for several epochs
        self._seed_and_epoch = torch.zeros(2, dtype=torch.int64).share_memory_()

    def set_epoch(self, epoch: int, seed: int) -> None:
        self._seed_and_epoch[:] = torch.tensor([seed, epoch])

    def __call__(self, indices: list[int]) -> list:
        items = []
        for index in indices:
            with seeded(*self._seed_and_epoch.tolist(), index):
                items.append(self.dataset[index])
        return items
