"""Test that kept memory is not cleared again."""

import subprocess
import sys

import pytest

from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap

SCRIPT = """
import resource, sys
import torch
from fashionkp_mm.engine.hooks.retain_heap_hook import retain_heap

def faults():
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt

if sys.argv[1] == 'keep':
    assert retain_heap()
torch.ones(2**25)
before = faults()
for _ in range(10):
    torch.ones(2**25)
print(faults() - before)
"""


@pytest.mark.slow
def test_a_freed_block_is_reused():
    if not retain_heap():
        pytest.skip('not glibc')
    new_pages = [
        int(subprocess.check_output([sys.executable, '-c', SCRIPT, mode], text=True))
        for mode in ('keep', 'give back')
    ]
    assert new_pages[0] < new_pages[1] / 10
