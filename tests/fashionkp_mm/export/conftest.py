"""A small exported model for the tests of the export."""

import logging
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import NamedTuple

import pytest
import torch
from mmengine.logging import HistoryBuffer
from random_models import random_model, settings

from fashionkp.cli.main import main


class Exported(NamedTuple):
    """An exported model.

    Attributes:
        path: The ONNX file.
        printed: Output of the command that wrote it.
    """

    path: Path
    printed: str


@pytest.fixture(scope='session')
def small_options() -> Callable[[str], list[str]]:
    """Return a function from a config to command-line options for a small input."""

    def options(name: str) -> list[str]:
        pairs = [f'{key}={value!r}'.replace(' ', '') for key, value in settings(name).items()]
        return ['--cfg-options', *pairs]

    return options


@pytest.fixture(scope='session')
def checkpoint(tmp_path_factory) -> Path:
    """Random weights of cpn_small_all, as saved after a validation with NE 12.5 %."""
    hub = dict(
        log_scalars={'val/fashionai/NE': HistoryBuffer([30.0, 12.5], [1, 1])},
        runtime_info=dict(loop_stage='val'),
    )
    path = tmp_path_factory.mktemp('checkpoint') / 'best.pth'
    weights = random_model('cpn_small_all').state_dict()
    torch.save(dict(state_dict=weights, message_hub=hub, meta={}), path)
    return path


@pytest.fixture(scope='session')
def exported(checkpoint, small_options, tmp_path_factory) -> Exported:
    """The export of the checkpoint by the command."""
    out = tmp_path_factory.mktemp('exported') / 'model.onnx'
    arguments = ['export', 'cpn_small_all', str(checkpoint), '-o', str(out)]
    logging.disable(logging.DEBUG)  # otherwise pytest would capture the log of each traced step
    with redirect_stdout(StringIO()) as printed:
        assert main([*arguments, *small_options('cpn_small_all')]) == 0
    logging.disable(logging.NOTSET)
    return Exported(out, printed.getvalue())
