"""What each of two processes does: ``train_in_two.py LEAVES FOLDER`` under torchrun.

LEAVES is a JSON file with the options of each leaf. Notes the losses of the last step of each.
"""

import json
import sys
from pathlib import Path

import torch
from yapf.yapflib import yapf_api

from fashionkp_mm.apis import train

# the texts of configs are laid out again and again, which takes longer than the steps
yapf_api.FormatCode = lambda text, **_: (text, True)


def main(leaves: str, folder: str) -> None:
    losses = {}
    for leaf, options in json.loads(Path(leaves).read_text()).items():
        work_dir = Path(folder) / leaf
        runner = train(
            leaf, work_dir, amp=True, validate=False, launcher='pytorch', options=options
        )
        losses[leaf] = runner.message_hub.get_scalar('train/loss').current()
    rank = torch.distributed.get_rank()
    (Path(folder) / f'process_{rank}.json').write_text(json.dumps(losses))


if __name__ == '__main__':
    main(*sys.argv[1:])
