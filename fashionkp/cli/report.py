"""``fashionkp report``: the errors of models and their causes, on one page."""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.data_arguments import add_no_images_argument

if TYPE_CHECKING:
    from fashionkp.cli.model_arguments import ModelOptions
    from fashionkp.report import Evaluation, WorstHeatmaps


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp report',
        description='Score predictions against a ground truth and write an HTML page that opens '
        'offline: normalized errors with intervals, their causes, confusion of categories, '
        'calibration, the worst images, and which of several models is better.',
        epilog='Exit status: 0; 1 if no key point counts; 2 if the input is invalid.',
    )
    _add_input_arguments(parser)
    _add_score_arguments(parser)
    _add_heatmap_arguments(parser)
    parser.add_argument(
        '--log',
        type=Path,
        nargs='+',
        default=[],
        metavar='WORK_DIR',
        help='work dirs of training runs, to show their curves',
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='page to write'
    )
    parser.add_argument(
        '--json', action='store_true', help='print all numbers as a JSON object instead of text'
    )
    return parser.parse_args(argv)


def _add_input_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--gt',
        type=Path,
        nargs='+',
        required=True,
        metavar='DATA',
        help='ground truth: annotation tables, or the folder of an archive',
    )
    parser.add_argument(
        '--pred',
        type=Path,
        nargs='+',
        action='append',
        required=True,
        metavar='FILE',
        help='predictions of a model: submissions (.csv), JSON lines (.jsonl) or Parquet '
        '(.parquet, or a folder). Several files, such as one per category, are joined. Repeat '
        '--pred to compare models',
    )
    parser.add_argument(
        '--names',
        nargs='+',
        metavar='NAME',
        help='names of the models (default: those of their files)',
    )
    parser.add_argument(
        '--images',
        type=Path,
        metavar='FOLDER',
        help='folder that image ids are relative to (default: that of the annotations)',
    )
    add_no_images_argument(parser, help='do not draw images')


def _add_score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--rule',
        choices=('official', 'round1'),
        default='official',
        help='rule for what is shown under one rule only (default: %(default)s); the score is '
        'shown under both',
    )
    parser.add_argument(
        '--allow-missing',
        action='store_true',
        help='ignore images without a prediction; otherwise they are an error',
    )
    parser.add_argument(
        '--allow-other-category',
        action='store_true',
        help='ignore predictions for another category than that of the annotation; otherwise they '
        'are an error',
    )


def _add_heatmap_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('heatmaps')
    group.add_argument(
        '--model',
        help='the model that made the first --pred, to show its heatmaps of the worst images; as '
        'for "fashionkp predict", a config or its name, or an exported model or its name, such as '
        'starter',
    )
    group.add_argument(
        '--weights', metavar='CKPT', help='checkpoint of --model; alone if it contains its config'
    )


def _check_images(args: argparse.Namespace) -> None:
    """Raise ValueError for an option that needs images if there are to be none."""
    if args.no_images and args.images:
        raise ValueError('--images and --no-images exclude each other: give one of them')
    if args.no_images and (args.model or args.weights):
        raise ValueError('--model and --no-images exclude each other: heatmaps are over images')


def _heatmap_model(args: argparse.Namespace) -> 'ModelOptions | None':
    """Return the model whose heatmaps are to be shown, if there is one."""
    if not (args.model or args.weights):
        return None
    from fashionkp.cli.model_arguments import ModelOptions

    options = ModelOptions(model=args.model, weights=args.weights).with_found_models()
    options.check()
    return options


def _heatmaps(
    options: 'ModelOptions | None', evaluation: 'Evaluation', images: Sequence[Path] | None
) -> 'WorstHeatmaps | None':
    """Return the heatmaps of a model on the worst images, if there is a model."""
    if options is None:
        return None
    from fashionkp.cli.predict import load_models
    from fashionkp.report import worst_heatmaps

    if images is None:
        raise ValueError('--model: there are no images to show its heatmaps on: add --images')
    with redirect_stdout(sys.stderr):  # MMEngine prints there what it loads
        model = load_models(options, heatmaps=True)
    name = Path(str(options.weights or options.model)).name
    return worst_heatmaps(evaluation, images, model, name)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    _check_images(args)

    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp.fileio.output_checks import require_page
    from fashionkp.report import (
        evaluate,
        find_images,
        read_training_logs,
        report_numbers,
        report_page,
        report_text,
    )

    require_page(args.output)
    predictions = [file for files in args.pred for file in files]
    check_outputs([args.output], *args.gt, inputs=predictions, images=args.images)
    logs, model = read_training_logs(args.log), _heatmap_model(args)
    evaluation = evaluate(
        args.gt,
        args.pred,
        names=args.names,
        rule=args.rule,
        allow_missing=args.allow_missing,
        allow_other=args.allow_other_category,
    )
    images = None if args.no_images else find_images(evaluation, args.images)
    heatmaps = _heatmaps(model, evaluation, images)
    numbers = report_numbers(evaluation)
    page = report_page(evaluation, numbers, logs=logs, image_paths=images, heatmaps=heatmaps)
    with atomic_write(args.output) as file:
        file.write(page)
    print(json.dumps(numbers, allow_nan=False) if args.json else report_text(numbers))
    print(args.output, file=sys.stderr)
    if not any(each['errors'] for each in numbers['models'].values()):
        print('fashionkp report: no key point counts, so there is no NE', file=sys.stderr)
        return 1
    return 0
