"""Tests of seeds and fingerprints of datasets inside those that repeat, join or combine them."""

import numpy as np
import pytest
from mmpose.registry import DATASETS
from torch.utils.data import DataLoader

from fashionkp_mm.datasets.wrapped import data_fingerprint, set_epoch, source_files
from fashionkp_mm.metainfo import pose_metainfo


def add_noise(item):
    """A transform with a random number."""
    return dict(item, noise=item.get('noise', 0) + np.random.rand())  # noqa: NPY002


@pytest.fixture
def wrapped(data_root):
    """Return a function that builds a wrapper of two images, or of twice two."""

    def build(kind, **options):
        data = dict(
            type='FashionAIDataset',
            data_root=str(data_root),
            ann_file='train',
            **dict(dict(indices=2, pipeline=[add_noise]), **options),
        )
        return DATASETS.build(
            {
                'plain': data,
                'concat': dict(type='ConcatDataset', datasets=[data, data]),
                'repeat': dict(type='RepeatDataset', dataset=data, times=2),
                'nested': dict(
                    type='RepeatDataset',
                    dataset=DATASETS.build(
                        dict(type='CombinedDataset', metainfo=pose_metainfo(), datasets=[data])
                    ),
                    times=2,
                ),
                'combined': dict(
                    type='CombinedDataset',
                    metainfo=pose_metainfo(),
                    datasets=[data, data],
                    pipeline=[add_noise],
                    sample_ratio_factor=[1.0, 1.0],
                ),
            }[kind]
        )

    return build


WRAPPERS = ['concat', 'repeat', 'nested', 'combined']


def noises(dataset, *, epochs=(0,), seed=0, order=range(4), workers=0):
    """Return the random numbers of the items in the last epoch, by index."""
    loader = DataLoader(
        dataset,
        batch_size=2,
        sampler=order,
        num_workers=workers,
        persistent_workers=workers > 0,
        collate_fn=lambda batch: [item['noise'] for item in batch],
    )
    for epoch in epochs:
        set_epoch(dataset, epoch, seed)
        values = [value for batch in loader for value in batch]
    return dict(zip(order, values, strict=True))


@pytest.mark.parametrize('kind', WRAPPERS)
def test_an_item_depends_on_seed_epoch_and_index_alone(wrapped, kind):
    first = noises(wrapped(kind))
    assert len({*first.values()}) == 4  # repetitions differ
    assert noises(wrapped(kind), order=[3, 1, 2, 0]) == first
    assert not {*noises(wrapped(kind), seed=1).values()} & {*first.values()}
    second = noises(wrapped(kind), epochs=[1])
    assert not {*second.values()} & {*first.values()}
    assert noises(wrapped(kind), epochs=[0, 1], workers=1) == second


def test_drawn_garments_are_new_in_every_epoch():
    drawn = dict(type='SyntheticGarments', num=1)
    dataset = DATASETS.build(dict(type='RepeatDataset', dataset=drawn, times=2))
    images = []
    for epoch in range(2):
        set_epoch(dataset, epoch, 0)
        images.append(dataset[0]['img'].tobytes())
    assert images[0] != images[1]


def test_other_datasets_are_left_as_they_are():
    for dataset in ([1, 2], DataLoader([1])):
        set_epoch(dataset, 0, 0)
        assert data_fingerprint(dataset) is None
        assert source_files(dataset) == []


@pytest.mark.parametrize('kind', WRAPPERS)
def test_the_fingerprint_is_that_of_the_rows_inside(wrapped, kind):
    expected = data_fingerprint(wrapped(kind))
    assert wrapped('plain').fingerprint in expected
    assert data_fingerprint(wrapped(kind)) == expected
    assert data_fingerprint(wrapped(kind, indices=[0, 2])) != expected


def test_the_tables_inside_are_named(wrapped, data_root):
    assert source_files(wrapped('concat')) == [str(data_root / 'train')] * 2
    assert source_files(wrapped('nested')) == [str(data_root / 'train')]
