"""Benchmarks and their modules, which are no package."""

import runpy
import sys
from importlib import import_module
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / 'benchmarks'


@pytest.fixture
def _benchmarks_path(monkeypatch):
    """Make modules of ``benchmarks`` importable, and forget them afterwards."""
    monkeypatch.syspath_prepend(BENCHMARKS)
    yield
    for name in [name for name in sys.modules if name.split('.')[0] == 'measurement']:
        del sys.modules[name]


@pytest.fixture
def run_script(_benchmarks_path):
    """Return a function that returns the names that a benchmark defines."""
    return lambda name: runpy.run_path(str(BENCHMARKS / name))


@pytest.fixture
def measurement_module(_benchmarks_path):
    """Return a function that imports a module of ``benchmarks/measurement``."""
    return lambda name: import_module(f'measurement.{name}')
