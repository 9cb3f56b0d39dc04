"""What the processor can compute, and what follows from it."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

CPUINFO = Path('/proc/cpuinfo')

BF16_FLAGS = ('avx512_bf16', 'amx_bf16', 'bf16')
"""Flags of Linux that make bfloat16 faster than float32; the last is Arm's."""

_X86 = {
    'AVX2': ('avx2',),
    'AVX-512': ('avx512f',),
    'VNNI': ('avx512_vnni', 'avx_vnni'),
    'BF16': ('avx512_bf16',),
    'AMX': ('amx_int8', 'amx_bf16'),
}
_ARM = {
    'NEON': ('asimd',),
    'dotprod': ('asimddp',),
    'i8mm': ('i8mm',),
    'BF16': ('bf16',),
}
_INT8 = ('VNNI', 'AMX', 'dotprod', 'i8mm')
"""Features that make sums of eight-bit products fast and exact."""


@dataclass(frozen=True)
class CpuFeatures:
    """What a processor can compute.

    Attributes:
        name: Name of the processor.
        is_arm: Whether its instructions are those of Arm.
        flags: Its flags, as Linux names them; None if they are unknown.
    """

    name: str
    is_arm: bool
    flags: frozenset[str] | None

    @property
    def features(self) -> dict[str, bool]:
        """Whether it has each feature, by name; empty if that is unknown."""
        if self.flags is None:
            return {}
        known = _ARM if self.is_arm else _X86
        return {name: not self.flags.isdisjoint(flags) for name, flags in known.items()}

    @property
    def bf16_flags(self) -> list[str]:
        """Those of :data:`BF16_FLAGS` that it has; empty if that is unknown."""
        return [flag for flag in BF16_FLAGS if flag in (self.flags or ())]

    @property
    def has_fast_int8(self) -> bool | None:
        """Whether it has instructions for sums of eight-bit products; None if unknown."""
        if self.flags is None:
            return None
        return any(self.features.get(name) for name in _INT8)


def cpu_features() -> CpuFeatures:
    """Return the features of this processor; its flags are known on Linux only."""
    machine = platform.machine().lower()
    is_arm = machine.startswith(('arm', 'aarch'))
    text = CPUINFO.read_text(errors='replace') if CPUINFO.exists() else ''
    lines: dict[str, str] = {}
    for line in text.splitlines():
        key, colon, value = line.partition(':')
        if colon:
            lines.setdefault(key.strip().lower(), value.strip())
    flags = lines.get('flags') or lines.get('features')
    return CpuFeatures(
        name=lines.get('model name') or platform.processor() or machine,
        is_arm=is_arm,
        flags=None if flags is None else frozenset(flags.split()),
    )


def core_count() -> int:
    """Return the number of cores that this process may use."""
    usable = getattr(os, 'sched_getaffinity', None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def describe_cpu(cpu: CpuFeatures, cores: int) -> dict[str, str]:
    """Return what ``fashionkp env`` prints about a processor, by the name of the row."""
    title = f'{cpu.name}, {cores} core' + 's' * (cores != 1)
    if cpu.flags is None:
        unknown = 'unknown: the features of the CPU can be read on Linux only'
        return {'CPU': title, 'train --amp': unknown, 'int8 models': unknown}
    has = ', '.join(name for name, present in cpu.features.items() if present) or 'none'
    lacks = ', '.join(name for name, present in cpu.features.items() if not present)
    return {
        'CPU': f'{title}: {has}' + (f'; without {lacks}' if lacks else ''),
        'train --amp': _amp(cpu),
        'int8 models': _int8(cpu),
    }


def _amp(cpu: CpuFeatures) -> str:
    if cpu.bf16_flags:
        return (
            f'faster than float32 on this CPU: bfloat16 in hardware ({", ".join(cpu.bf16_flags)})'
        )
    return 'slower than float32 on this CPU, which has no bfloat16 in hardware: leave it out'


def _int8(cpu: CpuFeatures) -> str:
    names = [name for name in _INT8 if cpu.features.get(name)]
    if names:
        return f'much faster than float32 on this CPU: {", ".join(names)}'
    return 'gain less on this CPU, which lacks ' + (
        'dotprod and i8mm' if cpu.is_arm else 'VNNI and AMX'
    )
