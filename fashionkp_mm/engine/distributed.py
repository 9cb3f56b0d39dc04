"""Working together with the processes that a launcher has started."""

import atexit
import gc
import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from mmengine.config import Config
from mmengine.device import get_device
from mmengine.dist import is_distributed

_PORT = '29500'  # PyTorch's own default
_RANKS = {  # where each launcher leaves RANK, LOCAL_RANK and WORLD_SIZE
    'pytorch': ('RANK', 'LOCAL_RANK', 'WORLD_SIZE'),
    'slurm': ('SLURM_PROCID', 'SLURM_LOCALID', 'SLURM_NTASKS'),
    'mpi': ('OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_LOCAL_RANK', 'OMPI_COMM_WORLD_SIZE'),
}


@contextmanager
def process_group(cfg: Config) -> Iterator[None]:
    """Join the other processes of ``cfg.launcher``; they part when the program ends.

    MMEngine chooses a GPU for every process, whether there is one or not. Where there is none the
    processes meet here, by gloo, before MMEngine looks, and ``cfg`` gets a model wrapper that asks
    for no GPU. Results for the metrics travel between the processes rather than through a folder.

    Args:
        cfg: The config of the run; the runner is to be built inside the block.

    Raises:
        ValueError: The launcher is unknown, or has not started this process.
    """
    if cfg.launcher == 'none':
        yield
        return
    os.environ.update(_environment(cfg.launcher))
    for evaluator in (
        *evaluators(cfg.get('val_evaluator')),
        *evaluators(cfg.get('test_evaluator')),
    ):
        evaluator.setdefault('collect_device', 'gpu')  # MMEngine's word; it works on CPUs as well
    if get_device() == 'cpu':
        cfg.setdefault('model_wrapper_cfg', _cpu_wrapper(cfg))
        if not is_distributed():
            torch.distributed.init_process_group('gloo')
        # ChannelsLastHook turns the weights afterwards; DDP follows in the second step
        warnings.filterwarnings('ignore', message='Grad strides do not match bucket view strides')
    atexit.unregister(_leave)
    atexit.register(_leave)  # once, at the end: under torchrun nobody can join a second time
    try:
        yield
    except BaseException:
        if is_distributed() and torch.distributed.get_backend() == 'nccl':
            atexit.unregister(_leave)  # it would wait for the others, who wait for this one
        raise


def evaluators(config: Any) -> list:
    """The evaluators of a config that names one, several or none."""
    return list(config) if isinstance(config, list | tuple) else [config] if config else []


def _leave() -> None:
    """Part from the other processes, and wait until the group's threads have ended.

    They end when nobody holds the group any more. The wrapped model of a runner does, in a circle
    of references; a thread that gives back a tensor after the interpreter is gone ends in an abort.
    """
    if is_distributed():
        torch.distributed.destroy_process_group()
        gc.collect()


def _cpu_wrapper(cfg: Config) -> dict:
    """What MMEngine would wrap a model in, without the GPU."""
    return dict(
        type='MMDistributedDataParallel',
        device_ids=None,
        broadcast_buffers=False,
        find_unused_parameters=cfg.get('find_unused_parameters', False),
    )


def _environment(launcher: str) -> dict[str, str]:
    """The variables by which PyTorch's processes find each other."""
    if launcher not in _RANKS:
        raise ValueError(f"launcher={launcher!r}: expected 'none', {', '.join(map(repr, _RANKS))}")
    missing = [name for name in _RANKS[launcher] if name not in os.environ]
    if missing:
        raise ValueError(
            f'launcher={launcher!r}: {", ".join(missing)} not set; start with '
            f'{dict(pytorch="torchrun", slurm="srun", mpi="mpirun")[launcher]}'
        )
    rank, local_rank, size = (os.environ[name] for name in _RANKS[launcher])
    return dict(
        RANK=rank,
        LOCAL_RANK=local_rank,
        WORLD_SIZE=size,
        MASTER_ADDR=os.environ.get('MASTER_ADDR') or _first_host(launcher),
        MASTER_PORT=os.environ.get('MASTER_PORT') or _PORT,
    )


def _first_host(launcher: str) -> str:
    """The machine of rank 0."""
    if launcher == 'slurm':
        command = ['scontrol', 'show', 'hostnames', os.environ['SLURM_NODELIST']]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0]
    sizes = ('OMPI_COMM_WORLD_SIZE', 'OMPI_COMM_WORLD_LOCAL_SIZE')
    if launcher == 'mpi' and os.environ[sizes[0]] == os.environ.get(sizes[1]):
        return '127.0.0.1'
    raise ValueError(f'launcher={launcher!r}: set MASTER_ADDR to the machine of rank 0')
