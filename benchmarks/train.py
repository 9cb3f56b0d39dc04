"""Training speed in float32 and bfloat16, compared with stock MMPose.

    python benchmarks/train.py [--configs cpn_lite0_dress] [--size 256] [--steps 4]

Each side is a complete run of MMEngine's Runner in its own process, on the same synthetic dresses.
A hook lets them alternate after every step. The time of a step includes loading and augmenting its
images, the network, and the hooks. Stock is the same network, optimizer and schedule with MMPose's
own estimator, dataset, pipeline, loop and default hooks; it has no mixed precision for CPUs.
CPNHead and its loss are the same on all sides.

Images are loaded in the training process, so that their time counts in full; in real runs, workers
load them where there are cores for that. With one thread, processor time is measured.
"""

import argparse
import multiprocessing
import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from data_sets.stock import mmpose_pipeline
from measurement.clocks import step_clock
from measurement.figures import write_figures
from mixed_precision import sized_config

SIDES = ('stock float32', 'float32', 'bfloat16')
WARM_UP = 1
# transforms that MMPose has no counterpart of
WITHOUT_COUNTERPART = {'WholeImageBox', 'KeypointSafeRandomCrop', 'BalanceGarment'}


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        '--configs',
        nargs='+',
        default=['cpn_small_dress', 'cpn_lite0_dress', 'rtmpose_m_dress'],
        help='names of configs for dresses',
    )
    parser.add_argument(
        '--size', type=int, help="side of the input, pixels; the recipe's by default"
    )
    parser.add_argument('--batch-size', type=int, default=16)
    parser.add_argument('--steps', type=int, default=4, help='steps per side')
    parser.add_argument('--json', type=Path, help='file for the figures')
    return parser.parse_args(argv)


def write_dresses(folder: Path, num: int) -> None:
    """Draw dresses, with a CSV for FashionAIDataset and a COCO JSON for MMPose's dataset."""
    import numpy as np

    from fashionkp.annotations import write_annotations
    from fashionkp.formats.coco import write_coco
    from fashionkp.synthetic import write_dataset

    table = write_dataset(folder / 'train', 5 * num, seed=0)
    dresses = table.take(np.asarray(table.category_names) == 'dress')
    write_annotations(folder / 'train/Annotations/train.csv', dresses)
    write_coco(folder / 'dresses.json', dresses, images=folder / 'train')


def fashionkp_config(cfg: Any, folder: Path, *, amp: bool) -> Any:
    """Adapt a config to the run of ``fashionkp train``, with ``--amp`` or without."""
    from fashionkp_mm.engine.bfloat16_optim_wrapper import mixed_precision

    cfg.train_dataloader.dataset.update(data_root=str(folder), split=None)
    if amp:
        cfg.optim_wrapper.update(mixed_precision('cpu'))
    return cfg


def stock_config(cfg: Any, folder: Path) -> Any:
    """Adapt a config to a run with MMPose's parts and MMEngine's defaults."""
    from fashionkp_mm.metainfo import pose_metainfo

    cfg.model.type = 'TopdownPoseEstimator'
    for key in ('categories', 'garment_head'):
        cfg.model.pop(key)
    cfg.optim_wrapper.optimizer.pop('fused', None)
    cfg.train_cfg.type = 'EpochBasedTrainLoop'
    cfg.custom_hooks = [dict(type='SyncBuffersHook')]
    cfg.train_dataloader.sampler.type = 'DefaultSampler'
    cfg.train_dataloader.dataset = dict(
        type='BaseCocoStyleDataset',
        ann_file=str(folder / 'dresses.json'),
        data_prefix=dict(img=str(folder / 'train')),
        metainfo=pose_metainfo('dress'),
        pipeline=stock_pipeline(cfg.train_dataloader.dataset.pipeline),
    )
    return cfg


def stock_pipeline(pipeline: Sequence[dict]) -> list[dict]:
    """Replace the transforms of a pipeline by their counterparts in MMPose."""
    steps = [mmpose_pipeline(step) for step in pipeline if step['type'] not in WITHOUT_COUNTERPART]
    colors = dict(type='PhotometricDistortion')
    return [colors if step['type'] == 'ColorJitter' else step for step in steps]


def side_config(args: argparse.Namespace, config: str, side: str, folder: Path) -> Any:
    """Return the config of one side."""
    cfg = sized_config(config, args.size)
    cfg.train_dataloader.update(
        batch_size=args.batch_size, num_workers=0, persistent_workers=False, drop_last=True
    )
    cfg.val_cfg = cfg.val_dataloader = cfg.val_evaluator = None
    cfg.test_cfg = cfg.test_dataloader = cfg.test_evaluator = None
    cfg.default_hooks.checkpoint = dict(type='CheckpointHook', interval=10**6, save_last=False)
    cfg.log_level = 'ERROR'
    cfg.env_cfg.mp_cfg.mp_start_method = 'spawn'
    cfg.work_dir = str(folder / 'work' / config / side)
    if side.startswith('stock'):
        return stock_config(cfg, folder)
    return fashionkp_config(cfg, folder, amp=side == 'bfloat16')


def timed(call: Callable, clock: Callable[[], float], spent: dict[str, float]) -> Callable:
    """Wrap a function so that its time is added to ``spent['network']``."""

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        start = clock()
        result = call(*args, **kwargs)
        spent['network'] += clock() - start
        return result

    return wrapped


def run_side(
    args: argparse.Namespace, config: str, side: str, folder: Path, connection: Connection
) -> None:
    """Train; run one step per message, and send its times by part, seconds."""
    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmengine.hooks import Hook
    from mmengine.registry import init_default_scope
    from mmengine.runner import Runner

    init_default_scope('mmpose')
    clock = step_clock()
    spent: dict[str, float] = {}

    class Turns(Hook):
        """Waits for its turn before each step, and sends the times of the step."""

        priority = 'LOWEST'

        def before_train(self, runner: Runner) -> None:
            model, wrapper = runner.model, runner.optim_wrapper
            model._run_forward = timed(model._run_forward, clock, spent)
            wrapper.update_params = timed(wrapper.update_params, clock, spent)
            self.wait()

        def before_train_iter(self, *_: Any, **__: Any) -> None:
            spent['data'] = clock() - self.start

        def after_train_iter(self, *_: Any, **__: Any) -> None:
            connection.send(dict(spent, turn=clock() - self.start))
            self.wait()

        def wait(self) -> None:
            connection.recv()
            spent.update(network=0.0)
            self.start = clock()

    runner = Runner.from_cfg(side_config(args, config, side, folder))
    runner.register_hook(Turns())
    runner.train()


def turns(args: argparse.Namespace, config: str, folder: Path) -> Iterator[dict[str, dict]]:
    """Yield the times of one step of every side, by side."""
    context = multiprocessing.get_context('spawn')
    connections, processes = {}, []
    for side in SIDES:
        connections[side], child_end = context.Pipe()
        target = (args, config, side, folder, child_end)
        processes.append(context.Process(target=run_side, args=target, daemon=True))
        processes[-1].start()
        child_end.close()  # so that recv() raises if the side fails
    for _ in range(WARM_UP + args.steps):
        times = {}
        for side, connection in connections.items():
            connection.send('go')
            times[side] = connection.recv()
        yield times
    for process in processes:
        process.kill()
        process.join()


def report(config: str, rounds: Sequence[dict[str, dict]], batch_size: int) -> dict[str, dict]:
    """Print each side's speed, its ratio to stock, and the time of each part; return the first."""
    print(config)
    figures = {}
    for side in SIDES:
        ratio = statistics.median(r[SIDES[0]]['turn'] / r[side]['turn'] for r in rounds)
        turn = statistics.median(r[side]['turn'] for r in rounds)
        data, network, rest = (
            1000 * statistics.median(share(r[side]) for r in rounds) / batch_size
            for share in (
                lambda seconds: seconds['data'],
                lambda seconds: seconds['network'],
                lambda seconds: seconds['turn'] - seconds['network'] - seconds['data'],
            )
        )
        print(
            f'  {side:13} {batch_size / turn:6.2f} images/s, {ratio:.2f} times the speed of stock; '
            f'ms per image: network {network:.2f}, data {data:.2f} '
            f'({data / (data + network + rest):.1%}), other {rest:.2f} '
            f'({rest / (data + network + rest):.1%})',
            flush=True,
        )
        figures[side] = {
            'images_per_second': round(batch_size / turn, 1),
            'times_stock': round(ratio, 2),
        }
    return figures


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        write_dresses(Path(folder), 2 * args.batch_size)
        figures = {}
        for config in args.configs:
            rounds = list(turns(args, config, Path(folder)))[WARM_UP:]
            figures[config] = report(config, rounds, args.batch_size)
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
