"""A run of one of two processes: ``two_processes.py CONFIG FOLDER [TESTED CHECKPOINT]``.

Start it with torchrun. It tests the checkpoint of config TESTED on several numbers of images,
trains CONFIG, and writes down what it sees. Without a checkpoint, the second process fails in the
second step of training.
"""

import json
import sys
from pathlib import Path

import torch
from mmengine.dist import get_rank, get_world_size
from mmengine.hooks import EMAHook, Hook
from mmpose.registry import HOOKS
from yapf.yapflib import yapf_api

from fashionkp_mm.apis import evaluate, train
from fashionkp_mm.config import load_config

yapf_api.FormatCode = lambda text, **_: (text, True)  # formatting configs takes longer than a step

TESTED = {'uneven': (19, 1), 'batches': (19, 4), 'one': (1, 4)}
"""Images and batch size of each test."""


@HOOKS.register_module()
class NoteSamples(Hook):
    """Collects the images of each epoch."""

    def before_train(self, runner):
        self.seen = []

    def before_train_epoch(self, runner):
        self.seen.append([])

    def before_train_iter(self, runner, batch_idx, data_batch=None):
        samples = data_batch['data_samples']
        self.seen[-1] += [sample.raw_ann_info['image_id'] for sample in samples]


@HOOKS.register_module()
class FailInOneProcess(Hook):
    """Raises in the second step of the second process."""

    def before_train_iter(self, runner, batch_idx, data_batch=None):
        if (get_rank(), batch_idx) == (1, 1):
            raise ValueError('injected failure')


def with_hook(config: str, hook: str) -> dict:
    return {'custom_hooks': [*load_config(config).custom_hooks, dict(type=hook)]}


def test_and_train(config: str, folder: Path, tested: str, checkpoint: str) -> None:
    metrics = {}
    for name, (images, batch_size) in TESTED.items():
        metrics[name] = evaluate(
            tested,
            checkpoint,
            work_dir=folder / 'test',
            out=folder / f'{name}.json',
            dump_to=folder / f'{name}.pkl',
            submission=folder / f'{name}.csv',
            launcher='pytorch',
            options={
                'test_dataloader.dataset.indices': images,
                'test_dataloader.batch_size': batch_size,
            },
        )
    options = with_hook(config, 'NoteSamples') | {'train_dataloader.batch_size': 2}
    runner = train(
        config, folder / 'train', auto_scale_lr=True, launcher='pytorch', options=options
    )
    notes = dict(
        metrics=metrics,
        processes=get_world_size(),
        seen=next(hook.seen for hook in runner.hooks if isinstance(hook, NoteSamples)),
        steps=runner.iter,
        lr=runner.optim_wrapper.optimizer.param_groups[0]['initial_lr'],
    )
    (folder / f'process_{get_rank()}.json').write_text(json.dumps(notes))
    averaged = next(hook.ema_model for hook in runner.hooks if isinstance(hook, EMAHook))
    models = dict(trained=runner.model.module, averaged=averaged.module)
    weights = {name: model.state_dict() for name, model in models.items()}
    torch.save(weights, folder / f'process_{get_rank()}.pth')


def main(config: str, folder: str, *tested: str) -> None:
    if tested:
        test_and_train(config, Path(folder), *tested)
    else:
        train(config, folder, launcher='pytorch', options=with_hook(config, 'FailInOneProcess'))


if __name__ == '__main__':
    main(*sys.argv[1:])
