"""A training of one of two processes: ``train_in_two.py LEAVES FOLDER``, started by torchrun.

LEAVES is a JSON file with the options of each config. The script writes down the loss of the last
step of each, and the threads of the process group that are left when the program ends.
"""

import atexit
import json
import os
import sys
from pathlib import Path

from yapf.yapflib import yapf_api

from fashionkp_mm.apis import train

yapf_api.FormatCode = lambda text, **_: (text, True)  # formatting configs takes longer than a step


def main(leaves: str, folder: str) -> None:
    losses = {}
    for leaf, options in json.loads(Path(leaves).read_text()).items():
        work_dir = Path(folder) / leaf
        runner = train(
            leaf, work_dir, amp=True, validate=False, launcher='pytorch', options=options
        )
        losses[leaf] = runner.message_hub.get_scalar('train/loss').current()
    (Path(folder) / f'process_{os.environ["RANK"]}.json').write_text(json.dumps(losses))


def write_threads(path: Path) -> None:
    names = (task.joinpath('comm').read_text() for task in Path('/proc/self/task').glob('*'))
    path.write_text(json.dumps([name for name in names if 'gloo' in name]))


if __name__ == '__main__':
    # registered first, hence called last
    atexit.register(write_threads, Path(sys.argv[2]) / f'threads_{os.environ["RANK"]}.json')
    main(*sys.argv[1:])
