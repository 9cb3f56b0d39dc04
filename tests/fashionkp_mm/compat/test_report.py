"""Tests of the rows of ``fashionkp env`` about devices and host changes."""

import importlib

from fashionkp_mm import compat

MODULE = importlib.import_module('fashionkp_mm.compat.report')  # compat.report is the function


def test_each_host_change_has_a_row():
    rows = compat.report()
    for change in compat.HOST_CHANGES:
        assert rows[change.name] == change.state()
    assert rows['checkpoints'].startswith('read as data only')


def test_each_gpu_has_a_row(monkeypatch):
    monkeypatch.setattr(MODULE, 'describe_gpus', lambda: ['A', 'B'])
    rows = compat.report()
    assert (rows['GPU 0'], rows['GPU 1']) == ('A', 'B')
    assert 'GPU' not in rows
    monkeypatch.setattr(MODULE, 'describe_gpus', list)
    assert compat.report()['GPU'] == 'none'
