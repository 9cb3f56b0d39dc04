"""Stand-ins for modules of the plugin, so that a test of arguments needs no PyTorch; images."""

import sys
from types import SimpleNamespace
from typing import Any

import cv2
import numpy as np
import pytest


class Recorder:
    """Records the arguments of its only call."""

    def __init__(self, result: Any = None) -> None:
        self.result = result
        self.calls: list[tuple[tuple, dict]] = []

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        self.calls.append((args, kwargs))
        return self.result

    @property
    def call(self) -> tuple[tuple, dict]:
        (call,) = self.calls
        return call


@pytest.fixture(autouse=True)
def _restore_local_rank(monkeypatch):
    """Remove what a command that trains or tests sets in the environment."""
    monkeypatch.setenv('LOCAL_RANK', '0')
    monkeypatch.delenv('LOCAL_RANK')


@pytest.fixture
def replace_function(monkeypatch):
    """Return a function that replaces a module by one with a single function, which records."""

    def replace(module: str, function: str, result: Any = None) -> Recorder:
        recorder = Recorder(result)
        monkeypatch.setitem(sys.modules, module, SimpleNamespace(**{function: recorder}))
        return recorder

    return replace


@pytest.fixture
def shop(tmp_path, monkeypatch):
    """The current folder: three images in shop/, of which b.png is damaged, and a text."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'shop').mkdir()
    for name in 'ac':
        cv2.imwrite(f'shop/{name}.png', np.full((40, 30, 3), (9, 150, 9), np.uint8))
    (tmp_path / 'shop/b.png').write_bytes(b'no image')
    (tmp_path / 'shop/a.txt').touch()
    return tmp_path / 'shop'
