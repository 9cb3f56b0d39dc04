"""Tests of the stand-in for ``mmcv._ext``."""

import importlib
import sys
import warnings

import pytest
import torch

from fashionkp_mm.compat import MissingOperatorError, install
from fashionkp_mm.compat.mmcv_ops import extension


def test_calling_another_operator_names_it_and_what_to_do():
    stand_in = extension.StandIn()
    with pytest.raises(
        MissingOperatorError, match=r"'nms_rotated'.*compiled mmcv.*docs/install.md"
    ):
        stand_in.nms_rotated(torch.zeros(1, 5))


def test_every_operator_of_the_table_exists():
    stand_in = extension.StandIn()
    for name, module in extension.OPERATORS.items():
        assert callable(
            getattr(importlib.import_module(f'fashionkp_mm.compat.mmcv_ops.{module}'), name)
        )
        assert getattr(stand_in, name) is getattr(stand_in, name)


def test_operators_are_listed_once_without_forward_and_backward():
    assert extension.operators() == [
        'nms', 'softnms', 'roi_align', 'deform_conv', 'modulated_deform_conv', 'ms_deform_attn',
    ]  # fmt: skip


def test_installing_twice_changes_nothing():
    install()
    before = sys.modules[extension.NAME]
    finders = list(sys.meta_path)
    install()
    assert sys.modules[extension.NAME] is before
    assert sys.meta_path == finders


def fake_mmcv(monkeypatch, tmp_path, operators):
    """Put an mmcv first on the path whose ``_ext`` has this source."""
    package = tmp_path / 'mmcv'
    package.mkdir()
    (package / '__init__.py').write_text('')
    (package / '_ext.py').write_text(operators)
    for name in [name for name in sys.modules if name.split('.')[0] == 'mmcv']:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)


def test_a_compiled_module_is_used(monkeypatch, tmp_path):
    fake_mmcv(monkeypatch, tmp_path, 'nms = "compiled"')
    extension.install()
    assert not extension.is_active()
    assert importlib.import_module(extension.NAME).nms == 'compiled'


def test_a_warning_names_why_a_compiled_module_cannot_be_loaded(monkeypatch, tmp_path):
    fake_mmcv(monkeypatch, tmp_path, 'raise ImportError("undefined symbol: _ZN3c10")')
    with pytest.warns(UserWarning, match=r'cannot be loaded \(undefined symbol: _ZN3c10\)'):
        extension.install()
    assert extension.is_active()
    assert not extension.is_compiled()


def test_installing_does_not_warn_otherwise():
    with warnings.catch_warnings():
        warnings.simplefilter('error')
        install()
