"""The stand-ins, in use for every test of this folder."""

import importlib

import pytest

from fashionkp_mm.compat import install
from fashionkp_mm.compat.mmcv_ops.extension import StandIn

WRAPPERS = ('nms', 'roi_align', 'deform_conv', 'modulated_deform_conv', 'multi_scale_deform_attn')


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let mmcv's wrappers use the stand-ins even if mmcv has compiled operators."""
    install()
    for name in WRAPPERS:
        wrapper = importlib.import_module(f'mmcv.ops.{name}')
        monkeypatch.setattr(wrapper, 'ext_module', StandIn())
