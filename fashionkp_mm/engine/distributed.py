"""The process group of a run with several processes."""

import atexit
import gc
import os
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import torch
from mmengine.config import Config
from mmengine.device import get_device
from mmengine.dist import is_distributed

from fashionkp_mm.config import evaluators
from fashionkp_mm.engine.gloo import choose_interface, plain_connection_errors
from fashionkp_mm.engine.heartbeats import Heartbeats, start_heartbeats

_PORT = '29500'  # PyTorch's default
_RANKS = {  # variables of each launcher for RANK, LOCAL_RANK and WORLD_SIZE
    'pytorch': ('RANK', 'LOCAL_RANK', 'WORLD_SIZE'),
    'slurm': ('SLURM_PROCID', 'SLURM_LOCALID', 'SLURM_NTASKS'),
    'mpi': ('OMPI_COMM_WORLD_RANK', 'OMPI_COMM_WORLD_LOCAL_RANK', 'OMPI_COMM_WORLD_SIZE'),
}
_heartbeats: list[Heartbeats] = []
"""Those of the group that this process has joined."""


@contextmanager
def process_group(cfg: Config) -> Iterator[None]:
    """Join the process group of ``cfg.launcher``; it is left when the program ends.

    MMEngine chooses a GPU for each process even if there is none. Without GPUs, the processes join
    a gloo group here, before MMEngine does, and ``cfg`` gets a model wrapper that needs no GPU.
    Results for the metrics are sent between the processes instead of through a shared folder.

    Args:
        cfg: Config of the run; build the runner inside the block.

    Raises:
        ValueError: If the launcher is unknown, or has not started this process.
        ConnectionError: If another process is gone or cannot be reached, with gloo.
    """
    if cfg.launcher == 'none':
        yield
        return
    os.environ.update(_rank_variables(cfg.launcher))
    for key in ('val_evaluator', 'test_evaluator'):
        for evaluator in evaluators(cfg.get(key)):
            evaluator.setdefault('collect_device', 'gpu')  # MMEngine's name; works on CPUs as well
    if get_device() == 'cpu':
        cfg.setdefault('model_wrapper_cfg', _cpu_model_wrapper(cfg))
        if not is_distributed():
            _join_gloo()
    # ChannelsLastHook converts the weights later; DDP adapts in the second step
    warnings.filterwarnings('ignore', message='Grad strides do not match bucket view strides')
    atexit.unregister(_leave)
    atexit.register(_leave)  # only at the end: under torchrun no process can join a second time
    try:
        with plain_connection_errors():
            yield
    except BaseException:
        if is_distributed() and torch.distributed.get_backend() == 'nccl':
            atexit.unregister(_leave)  # it would wait for the others, which wait for this process
        raise


def _join_gloo() -> None:
    choose_interface(os.environ['MASTER_ADDR'])
    with plain_connection_errors():
        torch.distributed.init_process_group('gloo')
    _heartbeats.append(start_heartbeats())


def _leave() -> None:
    """Leave the process group, and wait until its threads have ended.

    They end when nothing refers to the group any more. The wrapped model of a runner does, in a
    cycle of references; a thread that frees a tensor after the interpreter has ended would abort
    the process.
    """
    if is_distributed():
        while _heartbeats:
            _heartbeats.pop().stop()
        torch.distributed.destroy_process_group()
        gc.collect()


def _cpu_model_wrapper(cfg: Config) -> dict:
    """Return MMEngine's default model wrapper, without the GPU."""
    return dict(
        type='MMDistributedDataParallel',
        device_ids=None,
        broadcast_buffers=False,
        find_unused_parameters=cfg.get('find_unused_parameters', False),
    )


def _rank_variables(launcher: str) -> dict[str, str]:
    """Return the environment variables through which PyTorch's processes find each other."""
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
    """Return the machine of rank 0."""
    if launcher == 'slurm':
        command = ['scontrol', 'show', 'hostnames', os.environ['SLURM_NODELIST']]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()[0]
    size, local_size = 'OMPI_COMM_WORLD_SIZE', 'OMPI_COMM_WORLD_LOCAL_SIZE'
    if launcher == 'mpi' and os.environ[size] == os.environ.get(local_size):
        return '127.0.0.1'
    raise ValueError(f'launcher={launcher!r}: set MASTER_ADDR to the machine of rank 0')
