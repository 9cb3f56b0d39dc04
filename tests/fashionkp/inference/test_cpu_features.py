"""Features of the processor, from texts of ``/proc/cpuinfo``."""

import platform

import pytest

from fashionkp.inference import cpu_features as module
from fashionkp.inference.cpu_features import cpu_features, describe_cpu

ZEN3 = 'fpu avx avx2 fma'
ZEN5 = 'fpu avx2 avx512f avx512_bf16 avx512_vnni avx_vnni'
SAPPHIRE_RAPIDS = f'{ZEN5} amx_tile amx_int8 amx_bf16'
GRAVITON3 = 'fp asimd asimddp i8mm bf16'
CORTEX_A72 = 'fp asimd crc32'


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A function that makes this machine one with other flags."""

    def pretend(flags, name='x86_64'):
        monkeypatch.setattr(platform, 'machine', lambda: name)
        path = tmp_path / 'cpuinfo'
        monkeypatch.setattr(module, 'CPUINFO', path)
        if flags is not None:
            key = 'flags' if name == 'x86_64' else 'Features'
            path.write_text(
                f'processor\t: 0\nmodel name\t: AMD EPYC: 7\n{key}\t\t: {flags}\n\n'
                f'processor\t: 1\n{key}\t\t: {flags}\n'
            )
        return cpu_features()

    return pretend


@pytest.mark.parametrize(
    ('flags', 'name', 'present', 'bf16', 'fast_int8'),
    [
        (ZEN3, 'x86_64', ['AVX2'], [], False),
        (ZEN5, 'x86_64', ['AVX2', 'AVX-512', 'VNNI', 'BF16'], ['avx512_bf16'], True),
        (
            SAPPHIRE_RAPIDS,
            'x86_64',
            ['AVX2', 'AVX-512', 'VNNI', 'BF16', 'AMX'],
            ['avx512_bf16', 'amx_bf16'],
            True,
        ),
        ('avx2 avx_vnni', 'x86_64', ['AVX2', 'VNNI'], [], True),
        ('fpu', 'x86_64', [], [], False),
        ('avx2 my_avx512_vnni avx512_vnnix', 'x86_64', ['AVX2'], [], False),
        (GRAVITON3, 'aarch64', ['NEON', 'dotprod', 'i8mm', 'BF16'], ['bf16'], True),
        (CORTEX_A72, 'aarch64', ['NEON'], [], False),
    ],
)
def test_features_are_whole_flags(machine, flags, name, present, bf16, fast_int8):
    cpu = machine(flags, name)
    assert [feature for feature, has in cpu.features.items() if has] == present
    assert (cpu.bf16_flags, cpu.has_fast_int8) == (bf16, fast_int8)


def test_a_row_names_what_the_cpu_has_and_lacks_and_others_what_follows(machine):
    rows = describe_cpu(machine(ZEN3), cores=2)
    assert rows['CPU'] == 'AMD EPYC: 7, 2 cores: AVX2; without AVX-512, VNNI, BF16, AMX'
    assert 'slower' in rows['train --amp']
    assert 'gain less' in rows['int8 models']
    rows = describe_cpu(machine(SAPPHIRE_RAPIDS), cores=1)
    assert rows['CPU'] == 'AMD EPYC: 7, 1 core: AVX2, AVX-512, VNNI, BF16, AMX'
    assert rows['train --amp'].endswith('(avx512_bf16, amx_bf16)')
    assert rows['int8 models'].endswith(': VNNI, AMX')
    assert 'dotprod' in describe_cpu(machine(CORTEX_A72, 'aarch64'), cores=4)['int8 models']


def test_without_cpuinfo_nothing_is_claimed(machine):
    cpu = machine(None)
    assert (cpu.flags, cpu.features, cpu.bf16_flags, cpu.has_fast_int8) == (None, {}, [], None)
    rows = describe_cpu(cpu, cores=8)
    assert 'unknown' in rows['train --amp']
    assert 'unknown' in rows['int8 models']
