"""Benchmarks and their modules, which are no package."""

import runpy
import sys
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / 'benchmarks'


@pytest.fixture
def run_script(monkeypatch):
    """Return a function that returns the names that a benchmark defines."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    return lambda name: runpy.run_path(str(BENCHMARKS / name))


@pytest.fixture
def measurement_module(monkeypatch):
    """Return a function that imports a module of ``benchmarks/measurement``."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield lambda name: import_module(f'measurement.{name}')
    for name in [name for name in sys.modules if name.split('.')[0] == 'measurement']:
        del sys.modules[name]
