"""Checkpoints with hostile pickles: each is read as plain data, or refused in one kind of error.

python fuzz/checkpoint.py -max_total_time=300
"""

import pickle
import sys
import warnings
from pathlib import Path

import atheris

with atheris.instrument_imports(include=['fashionkp_mm.compat', 'pickle']):
    from fashionkp_mm.compat.pickled_values import FUNCTIONS

sys.path.append(str(Path(__file__).parents[1] / 'tests' / 'shared'))

from harness import run
from hostile_pickles import Pickles, try_pickle


def target(data: bytes) -> None:
    """The first byte decides whether the rest is a pickle, or chooses the parts of one."""
    if data[:1] == b'\x80':
        try_pickle(data)
        return
    choices = atheris.FuzzedDataProvider(data)
    try_pickle(Pickles(lambda count: choices.ConsumeIntInRange(0, count - 1)).checkpoint())


if __name__ == '__main__':
    warnings.simplefilter('ignore')
    seeds = [pickle.dumps({'a': [1, 'b', (2.5, None)]}, protocol=2), bytes(range(1, 120))]
    words = ['\n'.join(name.rpartition('.')[::2]) + '\n' for name in FUNCTIONS]
    run(target, seeds, words)
