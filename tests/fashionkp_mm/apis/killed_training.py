"""Train and be killed by SIGKILL: ``killed_training.py CONFIG WORK_DIR STEP|FILE``.

The process is killed after the step, or while it writes the checkpoint of that name.
"""

import os
import signal
import sys

from mmengine.hooks import Hook
from mmpose.registry import HOOKS

from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


class DieAfterStep(Hook):
    """Kills the process after a step, after all other hooks."""

    priority = 'LOWEST'

    def __init__(self, step: int) -> None:
        self.step = step

    def after_train_iter(self, runner, batch_idx, data_batch=None, outputs=None) -> None:
        if runner.iter + 1 == self.step:
            die()


def die_while_writing(name: str) -> None:
    replace = os.replace

    def replace_or_die(source, target):
        if os.path.basename(target) == name:
            die()
        replace(source, target)

    os.replace = replace_or_die


def main(config: str, work_dir: str, when: str) -> None:
    hooks = load_config(config).custom_hooks
    if when.isdecimal():
        HOOKS.register_module(module=DieAfterStep)
        hooks = [*hooks, dict(type='DieAfterStep', step=int(when))]
    else:
        die_while_writing(when)
    train(config, work_dir, options={'custom_hooks': hooks})


if __name__ == '__main__':
    main(*sys.argv[1:])
