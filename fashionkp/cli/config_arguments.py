"""Options that training and testing share: settings to override, and distributed launchers."""

import argparse
import os
from collections.abc import Sequence
from typing import Any

LAUNCHERS = ('none', 'pytorch', 'slurm', 'mpi')


def add_launch_arguments(parser: argparse.ArgumentParser) -> None:
    """Add ``--cfg-options``, ``--launcher`` and ``--local-rank``, spelled as MMPose spells them."""
    add_settings_argument(parser)
    parser.add_argument(
        '--launcher', choices=LAUNCHERS, default='none', help='how several processes were started'
    )
    # torch.distributed.launch passes it in either spelling
    parser.add_argument('--local-rank', '--local_rank', type=int, default=0, help=argparse.SUPPRESS)


def add_settings_argument(parser: argparse.ArgumentParser) -> None:
    """Add ``--cfg-options``, spelled as MMPose spells it."""
    parser.add_argument(
        '--cfg-options',
        nargs='+',
        action='extend',
        default=[],
        type=setting,
        metavar='KEY=VALUE',
        help='settings to override, such as train_cfg.max_epochs=3 or "a.b=[1,2]"',
    )


def setting(text: str) -> str:
    """Return ``text`` if it has the form KEY=VALUE; the parser reports what this raises."""
    if not text.partition('=')[0] or '=' not in text:
        raise argparse.ArgumentTypeError(f'expected KEY=VALUE, got {text!r}')
    return text


def overrides(cfg_options: Sequence[str]) -> dict[str, Any]:
    """Return settings to override by dotted key, from texts KEY=VALUE parsed as MMEngine does."""
    from mmengine.config import DictAction  # slow to import, and optional

    parser = argparse.ArgumentParser()
    parser.add_argument('--cfg-options', nargs='*', action=DictAction)
    return parser.parse_args(['--cfg-options', *cfg_options]).cfg_options


def set_local_rank(args: argparse.Namespace) -> None:
    """Tell MMEngine, which reads the environment, the rank that a launcher gave as an option."""
    os.environ.setdefault('LOCAL_RANK', str(args.local_rank))
