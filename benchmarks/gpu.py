"""Images per second of each recipe on a GPU, for training and prediction.

    python benchmarks/gpu.py [--recipes cpn_r50 rtmpose_m] [--views 512] [--batch-size 32]

Training is in float32 (convolutions in TF32, PyTorch's default) and in mixed precision, each with
weights in contiguous and in channels-last memory order; prediction is in float32, with the flipped
image. Each recipe has its own input size and optimizer. A batch of synthetic garments is loaded
before and copied to the device in each step: loading is what benchmarks/data.py measures. The
result is a table in Markdown. --device cpu tries the program without a GPU.
"""

import argparse
import math
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from measurement.clocks import wall_time
from mixed_precision import sized_config

CHANNELS_LAST = ' channels-last'
TRAINING = ('float32', f'float32{CHANNELS_LAST}', 'amp', f'amp{CHANNELS_LAST}')
PREDICTION = ('predict', f'predict{CHANNELS_LAST}')
VARIANTS = (*TRAINING, *PREDICTION)
WARM_UP = 3
"""Steps before the first measured one, in which cuDNN chooses its algorithms."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--recipes', nargs='*', help='recipes, such as cpn_r50; all by default')
    parser.add_argument('--views', type=int, default=512, help='images per recipe and variant')
    parser.add_argument('--batch-size', type=int, default=32)
    parser.add_argument('--size', type=int, help='side of the input; that of the recipe by default')
    parser.add_argument('--device', default='cuda', help='device of PyTorch')
    return parser.parse_args(argv)


def require_device(device: str) -> None:
    """End the program if PyTorch cannot use the device."""
    from fashionkp_mm.compat.devices import available_device

    try:
        available_device(device)
    except ValueError as error:
        sys.exit(f'{error}: this benchmark measures a GPU; --device cpu only tries it')


def description(device: str) -> str:
    """Return a line with the device and the versions of PyTorch, CUDA and the driver."""
    import torch

    from fashionkp.inference.cpu_features import core_count, cpu_features, describe_cpu
    from fashionkp_mm.compat.devices import describe_gpus

    if not device.startswith('cuda'):
        cpu = describe_cpu(cpu_features(), core_count())['CPU']
        return f'{cpu}; PyTorch {torch.__version__}'
    gpu = describe_gpus()[torch.device(device).index or 0]
    cudnn = torch.backends.cudnn.version()
    return (
        f'{gpu}; PyTorch {torch.__version__}, CUDA {torch.version.cuda or torch.version.hip}, '
        f'cuDNN {cudnn}, driver {driver_version()}'
    )


def driver_version() -> str:
    """Return the version of NVIDIA's driver; 'unknown' if nvidia-smi cannot tell."""
    command = ['nvidia-smi', '--query-gpu=driver_version', '--format=csv,noheader']
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return 'unknown'
    return done.stdout.split('\n')[0].strip()


def load_batch(loader: Any, folder: Path, size: int) -> Any:
    """Return the first batch of a data loader of a config, from the garments in a folder."""
    from mmengine.runner import Runner

    loader.update(batch_size=size, num_workers=0, persistent_workers=False)
    loader.dataset.update(data_root=str(folder), split=None)
    return next(iter(Runner.build_dataloader(loader, seed=0)))


def build_step(cfg: Any, variant: str, batch: Any, device: str) -> Callable[[], object]:
    """Return a function that makes a step of a variant and waits for the device."""
    import torch
    from mmengine.optim import build_optim_wrapper
    from mmpose.registry import MODELS

    from fashionkp_mm.engine.bfloat16_optim_wrapper import mixed_precision

    torch.manual_seed(0)
    model = MODELS.build(cfg.model)
    model.init_weights()
    model.to(device)
    if variant.endswith(CHANNELS_LAST):
        model.to(memory_format=torch.channels_last)
    if variant in PREDICTION:
        step = partial(model.eval().test_step, batch)
    else:
        settings = cfg.optim_wrapper.to_dict()
        if variant.startswith('amp'):
            settings.update(mixed_precision(torch.device(device).type))
        step = partial(model.train().train_step, batch, build_optim_wrapper(model, settings))

    def run() -> None:
        with torch.set_grad_enabled(variant not in PREDICTION):
            step()
        if device.startswith('cuda'):
            torch.cuda.synchronize(device)

    return run


def images_per_second(cfg: Any, variant: str, batch: Any, args: argparse.Namespace) -> str:
    """Measure a variant; return its speed as text."""
    import torch

    try:
        step = build_step(cfg, variant, batch, args.device)
        for _ in range(WARM_UP):
            step()
        steps = math.ceil(args.views / args.batch_size)
        seconds = wall_time(lambda: [step() for _ in range(steps)])
    except torch.cuda.OutOfMemoryError:
        return 'out of memory'
    finally:
        torch.cuda.empty_cache()
    return f'{steps * args.batch_size / seconds:.0f}'


def measure(recipe: str, folder: Path, args: argparse.Namespace) -> list[str]:
    """Return the cells of a recipe's row."""
    cfg = sized_config(f'{recipe}_all', args.size)
    width, height = cfg.codec.input_size
    loaders = dict(train=cfg.train_dataloader, predict=cfg.val_dataloader)
    batches = {name: load_batch(loaders[name], folder, args.batch_size) for name in loaders}
    speeds = [
        images_per_second(cfg, name, batches['predict' if name in PREDICTION else 'train'], args)
        for name in VARIANTS
    ]
    return [recipe, f'{width} x {height}', *speeds]


def recipes() -> list[str]:
    """Return the names of all recipes."""
    from fashionkp_mm.config_files import config_names

    names = {name.removesuffix('_all') for name in config_names() if name.endswith('_all')}
    return sorted(names - {'starter'})


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    require_device(args.device)
    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    import torch
    from mmengine.logging import MMLogger
    from mmengine.registry import init_default_scope

    from fashionkp.synthetic import write_dataset

    init_default_scope('mmpose')
    MMLogger.get_current_instance().setLevel('WARNING')
    torch.backends.cudnn.benchmark = True  # as in the recipes
    print(f'{description(args.device)}; images/s, batches of {args.batch_size}\n')
    print(f'| {" | ".join(("recipe", "input", *VARIANTS))} |')
    print('|' + '---|' * (2 + len(VARIANTS)), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder) / 'train', args.batch_size, seed=0)
        for recipe in args.recipes or recipes():
            print(f'| {" | ".join(measure(recipe, Path(folder), args))} |', flush=True)


if __name__ == '__main__':
    main()
