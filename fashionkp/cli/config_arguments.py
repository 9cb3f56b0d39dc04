"""Arguments of commands that read a config: the config, overrides, and launchers."""

import argparse
import math
import os
from collections.abc import Sequence
from typing import Any

LAUNCHERS = ('none', 'pytorch', 'slurm', 'mpi')


def add_config_argument(parser: argparse.ArgumentParser) -> None:
    """Add the positional ``config``."""
    parser.add_argument(
        'config', help='config file, or the name of a config that comes with the package'
    )


def add_input_size_argument(parser: argparse.ArgumentParser, default: str) -> None:
    """Add ``--input-size``.

    Args:
        parser: The parser.
        default: What the size is without the option, for the help.
    """
    parser.add_argument(
        '--input-size',
        nargs='+',
        type=int,
        action=_InputSize,
        metavar='N',
        help='width and height of the input, pixels; one number for a square. Heatmaps and layers '
        f'that depend on it are adapted (default: {default})',
    )


class _InputSize(argparse.Action):
    """One or two lengths, as (width, height)."""

    def __call__(self, parser: Any, namespace: Any, values: Any, option_string: Any = None) -> None:
        if len(values) > 2 or min(values) < 1:
            parser.error(f'{option_string}: expected a width and a height, such as 512 384')
        setattr(namespace, self.dest, (values[0], values[-1]))


def add_launch_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--cfg-options``, ``--launcher`` and ``--local-rank``, as MMPose's tools have them."""
    add_settings_argument(parser)
    parser.add_argument(
        '--launcher',
        choices=LAUNCHERS,
        default='none',
        help='launcher of distributed processes (default: %(default)s)',
    )
    # torch.distributed.launch passes either spelling
    parser.add_argument('--local-rank', '--local_rank', type=int, default=0, help=argparse.SUPPRESS)


def add_settings_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--cfg-options``, as MMPose's tools have it."""
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action='extend',
        default=[],
        type=key_value,
        metavar='KEY=VALUE',
        help='settings to override, such as train_cfg.max_epochs=3 or "a.b=[1,2]"',
    )


def key_value(text: str) -> str:
    """Return ``text``, which argparse rejects if this raises.

    Raises:
        argparse.ArgumentTypeError: If it does not have the form KEY=VALUE.
    """
    if not text.partition('=')[0] or '=' not in text:
        raise argparse.ArgumentTypeError(f'expected KEY=VALUE, got {text!r}')
    return text


def positive_integer(text: str) -> int:
    """Return a positive integer given as text.

    Raises:
        argparse.ArgumentTypeError: If it is not one.
    """
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'expected a positive integer, got {text!r}')
    return int(text)


def duration(text: str) -> float:
    """Return a duration given as text, seconds.

    Raises:
        argparse.ArgumentTypeError: If it is not one.
    """
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 <= value < math.inf:
        raise argparse.ArgumentTypeError(f'expected seconds, 0 or more, got {text!r}')
    return value


def overrides(cfg_options: Sequence[str]) -> dict[str, Any]:
    """Return settings to override by dotted key, from texts KEY=VALUE parsed as MMEngine does."""
    from mmengine.config import DictAction  # slow to import, and optional

    parser = argparse.ArgumentParser()
    parser.add_argument('--cfg-options', nargs='*', action=DictAction)
    return parser.parse_args(['--cfg-options', *cfg_options]).cfg_options


def set_local_rank(rank: int) -> None:
    """Set the environment variable that MMEngine reads, unless the launcher has set it."""
    os.environ.setdefault('LOCAL_RANK', str(rank))
