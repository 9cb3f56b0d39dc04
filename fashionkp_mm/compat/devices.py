"""Processor and GPUs that PyTorch can use."""

import os
from pathlib import Path

import torch

BF16_FLAGS = ('avx512_bf16', 'amx_bf16', 'bf16')
"""Processor flags of Linux that make bfloat16 faster than float32; the last is Arm's."""


def bf16_flags() -> list[str]:
    """Return those of :data:`BF16_FLAGS` that this processor has; empty except on Linux."""
    info = Path('/proc/cpuinfo')
    flags = set(info.read_text().split()) if info.exists() else set()
    return [flag for flag in BF16_FLAGS if flag in flags]


def available_device(name: str | None = None) -> str:
    """Return the name of a device that PyTorch can use.

    Args:
        name: Name of the device, such as 'cuda:1'; by default a GPU of NVIDIA or AMD if there is
            one, else the CPU.

    Raises:
        ValueError: If PyTorch cannot use it on this machine.
    """
    if name is None:
        return 'cuda' if torch.cuda.is_available() else 'cpu'
    try:
        torch.zeros(1, device=name).cpu()
    except torch.cuda.OutOfMemoryError:
        raise
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        choices = ['cpu', *(f'cuda:{index}' for index in range(torch.cuda.device_count()))]
        choices += ['mps'] if torch.backends.mps.is_available() else []
        raise ValueError(f'device {name!r}: expected one of {", ".join(choices)}') from error
    return name


def describe_cpu() -> str:
    """Describe the cores of this process, the threads of PyTorch, and bfloat16 in hardware."""
    usable = getattr(os, 'sched_getaffinity', None)
    cores = len(usable(0)) if usable else os.cpu_count()
    bf16 = ', '.join(bf16_flags()) or 'none'
    return f'{cores} cores, {torch.get_num_threads()} threads, bfloat16 in hardware: {bf16}'


def describe_gpus() -> list[str]:
    """Describe each GPU that PyTorch can use: name, memory and compute capability."""
    gpus = []
    for index in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(index)
        memory = properties.total_memory / 2**30
        capability = f'{properties.major}.{properties.minor}'
        gpus.append(f'{properties.name}, {memory:.0f} GiB, compute capability {capability}')
    if torch.backends.mps.is_available():
        gpus.append('mps')
    return gpus
