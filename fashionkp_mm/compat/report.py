"""What the machine has, as PyTorch sees it, and which stand-ins are active."""

import os
from pathlib import Path

import torch

from fashionkp_mm.compat import coco, imgaug
from fashionkp_mm.compat.mmcv_ops import extension

BF16_FLAGS = ('avx512_bf16', 'amx_bf16', 'bf16')
"""Processor flags that make bfloat16 faster than float32, as Linux names them; the last of Arm."""


def bf16_flags() -> list[str]:
    """Those of :data:`BF16_FLAGS` that this processor has, as far as the system tells."""
    info = Path('/proc/cpuinfo')
    flags = set(info.read_text().split()) if info.exists() else set()
    return [flag for flag in BF16_FLAGS if flag in flags]


def cpu() -> str:
    """Cores that this process may use, threads of PyTorch, and what helps bfloat16."""
    usable = getattr(os, 'sched_getaffinity', None)
    cores = len(usable(0)) if usable else os.cpu_count()
    bf16 = ', '.join(bf16_flags()) or 'none'
    return f'{cores} cores, {torch.get_num_threads()} threads, bfloat16 in hardware: {bf16}'


def gpus() -> list[str]:
    """The GPUs that PyTorch can use, each with its memory and compute capability."""
    found = []
    for index in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(index)
        memory = properties.total_memory / 2**30
        capability = f'{properties.major}.{properties.minor}'
        found.append(f'{properties.name}, {memory:.0f} GiB, compute capability {capability}')
    if torch.backends.mps.is_available():
        found.append('mps')
    return found


def report() -> dict[str, str]:
    """Devices and stand-ins, by what they are."""
    built = torch.version.cuda or torch.version.hip or 'CPU only'
    rows = {'PyTorch built for': built, 'CPU': cpu()}
    for index, gpu in enumerate(gpus()):
        rows[f'GPU {index}'] = gpu
    if not gpus():
        rows['GPU'] = 'none'
    rows['operators of mmcv'] = (
        f'stand-ins: {", ".join(extension.operators())}' if extension.is_active() else 'compiled'
    )
    rows['COCO tools'] = (
        'pycocotools stands in for xtcocotools' if coco.is_active() else 'xtcocotools'
    )
    if imgaug.is_active():
        rows['imgaug'] = 'missing; only transforms for lines of mmdet need it'
    rows['checkpoints'] = 'read as data only'
    return rows
