"""``fashionkp finetune``: a model for your own photos, in a given time."""

import argparse
import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from fashionkp.cli.config_arguments import (
    add_input_size_argument,
    add_settings_argument,
    overrides,
)
from fashionkp.cli.termination import INTERRUPTED_STATUS


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp finetune',
        description='Train a model on your own labelled photos, starting from the starter model, '
        'for a number of minutes. A part of the photos is kept for validation. The best model is '
        'exported to OUT/model.onnx and compared with the one it started from in OUT/report.html.',
    )
    _add_paths(parser)
    parser.add_argument(
        '--minutes',
        type=_minutes,
        default=30.0,
        help='minutes to train, including validations (default: 30)',
    )
    parser.add_argument(
        '--from',
        dest='start_from',
        default='starter',
        metavar='CHECKPOINT',
        help='checkpoint to start from, such as the model.pth of an earlier fine-tuning '
        '(default: %(default)s)',
    )
    parser.add_argument(
        '--resume',
        action='store_true',
        help='continue the training in OUT, up to --minutes in total',
    )
    add_input_size_argument(parser, 'that of the recipe, 256')
    add_settings_argument(parser)
    return parser.parse_args(argv)


def _add_paths(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        'table',
        type=Path,
        metavar='TABLE',
        help='labelled photos: a FashionAI table (.csv), the folder of an archive, or COCO JSON '
        '(.json); "fashionkp convert" makes tables of other formats',
    )
    parser.add_argument(
        '-o',
        '--output',
        type=Path,
        default=Path('finetuned'),
        metavar='OUT',
        help='folder for the results (default: %(default)s)',
    )
    parser.add_argument(
        '--images',
        type=Path,
        metavar='DIR',
        help='folder that the image ids are relative to (default: the one around the table)',
    )


def _minutes(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f'expected minutes, more than 0, got {text!r}')
    return value


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp finetune``; return the exit status."""
    args = parse_args(argv)

    from fashionkp_mm.engine.hooks.termination_hook import TrainingTerminated
    from fashionkp_mm.finetuning import finetune

    settings: dict[str, Any] = dict(
        minutes=args.minutes,
        images=args.images,
        start_from=args.start_from,
        resume=args.resume,
        input_size=args.input_size,
        options=overrides(args.cfg_options),
    )
    try:
        result = finetune(args.table, args.output, **settings)
    except TrainingTerminated as end:
        print(f'fashionkp finetune: {end}', file=sys.stderr)
        return end.code
    print(f'\n{result.summary}')
    if result.stopped_by is None:
        return 0
    print('fashionkp finetune: ended early: continue with --resume', file=sys.stderr)
    code = getattr(result.stopped_by, 'code', INTERRUPTED_STATUS)
    return code if isinstance(code, int) else 1
