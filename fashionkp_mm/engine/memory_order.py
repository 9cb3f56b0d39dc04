"""Memory order of weights and feature maps, chosen by a short measurement on the CPU."""

import copy
import hashlib
import importlib.util
import json
import math
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from mmengine.dist import broadcast_object_list, is_main_process
from mmengine.logging import print_log
from mmpose.models.heads import HeatmapHead

from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.fileio.json_fields import read_json
from fashionkp.inference.cpu_features import cpu_features
from fashionkp_mm.checkpoints.loading import unwrapped

CHANNELS_LAST = 'channels-last'
CONTIGUOUS = 'contiguous'
ORDERS = {CHANNELS_LAST: torch.channels_last, CONTIGUOUS: torch.contiguous_format}
"""Memory formats of PyTorch by name; the first is used unless another one is clearly faster."""

_MARGIN = 1.03
"""How many times as fast another order must be: differences below are chance."""

_MAX_PIXELS = 128**2
_CELL = 64
"""A multiple of this width and height fits every network that takes images of any size."""


def measured_order(model: Any, batch_size: int, input_size: Sequence[int]) -> str:
    """Return the faster order for a model on this CPU; it is measured once and kept in a file.

    Processes of a distributed training get what the first one measured.

    Args:
        model: A pose estimator of MMPose on the CPU; it stays as it is.
        batch_size: Images per step.
        input_size: Width and height of an image, pixels.

    Returns:
        A key of :data:`ORDERS`.
    """
    order = [CHANNELS_LAST]
    if is_main_process():
        order = [_kept_or_measured(unwrapped(model), batch_size, input_size)]
    broadcast_object_list(order)
    return order[0]


def _kept_or_measured(model: Any, batch_size: int, input_size: Sequence[int]) -> str:
    key = measurement_key(model, batch_size, input_size)
    path = measurement_file(key)
    seconds = None if path is None else kept_seconds(path, key)
    if seconds is not None:
        source = f'kept in {path}'
    else:
        start = time.perf_counter()
        size = step_size(model, input_size)
        seconds = seconds_per_step(model, (batch_size, 3, size[1], size[0]))
        source = (
            f'{batch_size} images of {size[0]} x {size[1]} pixels, measured in '
            f'{time.perf_counter() - start:.1f} s, {_keep(path, key, seconds)}'
        )
    order = faster_order(seconds)
    (other,) = {*ORDERS} - {order}
    print_log(
        f'memory order: {order}, {seconds[other] / seconds[order]:.2f} times as fast as {other} '
        f'({seconds[order]:.3f} and {seconds[other]:.3f} s of processor time per step; {source})',
        logger='current',
    )
    return order


def faster_order(seconds: Mapping[str, float]) -> str:
    """Return the faster order; channels-last if the difference may be chance.

    Args:
        seconds: Time of a step by order.

    Example:
        >>> faster_order({'channels-last': 1.0, 'contiguous': 0.99})
        'channels-last'
        >>> faster_order({'channels-last': 1.0, 'contiguous': 0.9})
        'contiguous'
    """
    is_slower = seconds[CHANNELS_LAST] > _MARGIN * seconds[CONTIGUOUS]
    return CONTIGUOUS if is_slower else CHANNELS_LAST


def step_size(model: Any, input_size: Sequence[int]) -> tuple[int, int]:
    """Return the size (w, h) of the images to measure with, pixels.

    A network of heatmaps takes images of any size, so that small ones are enough; others are
    measured with their own.
    """
    width, height = input_size
    scale = math.sqrt(_MAX_PIXELS / (width * height))
    if scale >= 1 or not isinstance(model.head, HeatmapHead):
        return width, height
    width, height = (_CELL * max(1, round(scale * side / _CELL)) for side in input_size)
    return width, height


def seconds_per_step(model: Any, shape: Sequence[int]) -> dict[str, float]:
    """Return the processor time of a forward and backward pass in each order, seconds.

    Args:
        model: A pose estimator of MMPose; copies of it are trained, and random numbers are drawn
            from a generator of their own.
        shape: Shape of the images, (B, 3, H, W).
    """
    with torch.random.fork_rng(devices=[]), torch.enable_grad():
        torch.manual_seed(0)
        images = torch.randn(*shape)
        copies = {
            name: copy.deepcopy(model).train().to(memory_format=memory_format)
            for name, memory_format in ORDERS.items()
        }
        for network in copies.values():
            _timed_step(network, images)  # to warm up
        return {name: _timed_step(network, images) for name, network in copies.items()}


def _timed_step(model: Any, images: torch.Tensor) -> float:
    start = time.process_time()
    outputs = model.head(model.extract_feat(images))
    outputs = outputs if isinstance(outputs, tuple | list) else (outputs,)
    sum(output.square().mean() for output in outputs).backward()
    return time.process_time() - start


def measurement_key(model: Any, batch_size: int, input_size: Sequence[int]) -> dict[str, Any]:
    """Return what a measurement depends on: CPU, PyTorch, threads, network and images."""
    layers = '\n'.join(
        f'{name} {type(layer).__name__} {layer.extra_repr()}'
        for name, layer in model.named_modules()
    )
    return dict(
        cpu=cpu_features().name,
        instructions=torch.backends.cpu.get_cpu_capability(),
        threads=torch.get_num_threads(),
        torch=torch.__version__,
        network=hashlib.sha256(layers.encode()).hexdigest()[:16],
        batch_size=batch_size,
        input_size=[*input_size],
    )


def measurement_file(key: Mapping[str, Any]) -> Path | None:
    """Return the file of a measurement in the user's folder for caches.

    Returns:
        None if platformdirs, which knows this folder, is not installed.
    """
    if importlib.util.find_spec('platformdirs') is None:
        return None
    from platformdirs import user_cache_path

    name = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()[:16]
    return user_cache_path('fashionkp') / 'memory_orders' / f'{name}.json'


def kept_seconds(path: Path, key: Mapping[str, Any]) -> dict[str, float] | None:
    """Return the times of an earlier measurement by order, seconds.

    Returns:
        None if there is no file, or it is broken; this is logged.
    """
    if not path.exists():
        return None
    try:
        content = read_json(path)
        if content.fields.get('key') != key:
            raise content.error('key', f'{key}', content.fields.get('key'))
        times = content.object('seconds')
        seconds = {name: times.number(name) for name in ORDERS}
        for name, value in seconds.items():
            if value <= 0:
                raise times.error(name, 'a positive number')
    except (OSError, ValueError) as error:
        print_log(f'memory order: {error}; measured again', logger='current', level=30)
        return None
    return seconds


def _keep(path: Path | None, key: Mapping[str, Any], seconds: Mapping[str, float]) -> str:
    """Write a measurement; return where it is kept, or why it is not."""
    if path is None:
        return 'not kept: platformdirs is not installed'
    try:
        with atomic_write(path) as file:
            json.dump(dict(key=key, seconds=seconds), file, indent=1)
    except OSError as error:  # a home that cannot be written to
        return f'not kept: {error}'
    return f'kept in {path}'
