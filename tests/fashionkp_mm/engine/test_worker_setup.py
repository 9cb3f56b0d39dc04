"""Tests of data loader workers that cannot send what they load."""

import time

import pytest
import torch
from torch.utils.data import DataLoader

from fashionkp_mm.engine.worker_errors import plain_worker_errors
from fashionkp_mm.engine.worker_setup import set_up_workers

pytestmark = pytest.mark.faults


class Unsendable:
    """Its pickling fails, as that of a tensor does if shared memory is full."""

    def __reduce__(self):
        raise RuntimeError('unable to allocate shared memory(shm): No space left on device (28)')


class Failing(torch.utils.data.Dataset):
    """The third item cannot be sent to the training."""

    def __len__(self) -> int:
        return 8

    def __getitem__(self, index: int):
        return Unsendable() if index == 2 else index


def identity(items):
    return items


@pytest.mark.parametrize('workers', [1, 2])
def test_a_worker_that_cannot_send_ends_the_run(workers):
    loader = DataLoader(Failing(), num_workers=workers, collate_fn=identity)
    started = time.monotonic()
    remedy = pytest.raises(ChildProcessError, match=r'No space left.*--shm-size.*num_workers=0')
    with remedy, plain_worker_errors():
        list(set_up_workers(loader))
    assert time.monotonic() - started < 30


def test_an_initialization_of_the_config_still_runs():
    seen = torch.zeros(2).share_memory_()

    def count(worker_id: int) -> None:
        seen[worker_id] += 1

    loader = DataLoader(range(4), num_workers=2, worker_init_fn=count)
    assert len(list(set_up_workers(loader))) == 4
    assert seen.tolist() == [1, 1]
