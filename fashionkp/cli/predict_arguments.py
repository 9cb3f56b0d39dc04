"""The command line of ``fashionkp predict``."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.cli.model_arguments import add_model_arguments, model_options
from fashionkp.cli.predict_options import DetectorOptions, PredictOptions
from fashionkp.cli.scale_arguments import add_reference_arguments, reference
from fashionkp.cli.tta_arguments import add_tta_arguments
from fashionkp.fileio.object_store import is_uri

if TYPE_CHECKING:
    from fashionkp.measurements import Reference

_THRESHOLD = 0.3  # of a detector's scores


def read_options(argv: Sequence[str] | None = None) -> PredictOptions:
    """Parse and check the command line.

    Raises:
        ValueError: If options do not go together, or a file of boxes is malformed.
    """
    args = parse_args(argv)
    return predict_options(
        args,
        inputs=tuple(args.inputs),
        outputs=tuple(args.output),
        resume=args.resume,
        drawings=args.draw,
        heatmaps=args.heatmaps,
        measurements=_measurements(args),
        engine=args.engine,
        workers=args.workers,
    )


def predict_options(args: argparse.Namespace, **others: Any) -> PredictOptions:
    """Return the options that :func:`add_prediction_arguments` adds, checked.

    Args:
        args: The parsed arguments.
        **others: Fields of the other arguments.

    Raises:
        ValueError: If options do not go together, or a file of boxes is malformed.
    """
    if args.bboxes:
        from fashionkp.inference.boxes import read_boxes
    options = PredictOptions(
        models=model_options(args).with_found_models(),
        detector=_detector_options(args),
        category=args.category,
        boxes=read_boxes(args.bboxes) if args.bboxes else {},
        boxes_file=str(args.bboxes) if args.bboxes else None,
        batch_size=args.batch_size,
        **others,
    )
    options.check()
    return options


def _detector_options(args: argparse.Namespace) -> DetectorOptions | None:
    given = {
        '--det-weights': args.det_weights,
        '--det-cat-ids': args.det_cat_ids,
        '--bbox-thr': args.bbox_thr,
    }
    names = [name for name, value in given.items() if value is not None]
    if not args.det_model:
        if names:
            raise ValueError(f'{", ".join(names)}: no detector: add --det-model')
        return None
    return DetectorOptions(
        model=args.det_model,
        weights=args.det_weights,
        classes=tuple(args.det_cat_ids) if args.det_cat_ids else None,
        threshold=_THRESHOLD if args.bbox_thr is None else args.bbox_thr,
    )


def _measurements(args: argparse.Namespace) -> 'Reference | None':
    from fashionkp.measurements import Reference

    known = reference(args.reference, args.cm_per_pixel)
    return known if args.measurements or known != Reference() else None


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp predict',
        description='Predict the key points of garments in images. Without -o, JSON lines go to '
        'standard output.',
        epilog='Exit status: 0; 1 if an image could not be read (the others are predicted); 2 if '
        'the input is invalid.',
    )
    parser.add_argument(
        'inputs',
        nargs='+',
        metavar='INPUT',
        help='an image, a folder, a pattern such as "shop/**/*.jpg", a FashionAI table such as '
        'test.csv, a video, a URI such as s3://bucket/shop, or a Parquet file',
    )
    add_prediction_arguments(parser)
    _add_output_arguments(parser)
    parser.add_argument(
        '--second-look', dest='refine_crop', action='store_true', help=argparse.SUPPRESS
    )
    add_engine_arguments(parser)
    group = parser.add_argument_group('lengths')
    group.add_argument(
        '--measurements',
        action='store_true',
        help='add lengths in pixels to JSON lines and Parquet',
    )
    add_reference_arguments(group, '; adds lengths')  # type: ignore[arg-type]
    return parser.parse_args(argv)


def add_prediction_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments of models and garments, for commands that predict."""
    add_model_arguments(parser)
    _add_garment_arguments(parser)
    add_tta_arguments(parser)
    parser.add_argument(
        '--batch-size',
        type=int,
        default=16,
        help='garments per batch (default: %(default)s)',
    )


def _add_output_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('output')
    group.add_argument(
        '-o',
        '--output',
        action='append',
        default=[],
        metavar='OUT',
        help='write predictions to a file: .jsonl, .parquet, or .csv for a FashionAI submission; '
        'may be repeated. Or to a folder, as Parquet files',
    )
    group.add_argument(
        '--resume',
        action='store_true',
        help='continue an interrupted run with the same -o instead of starting over; with a '
        'folder this is always so',
    )
    group.add_argument(
        '--draw',
        type=_local_folder,
        metavar='FOLDER',
        help='write each image or video with its key points drawn on it; files that are not such '
        'drawings are never replaced',
    )
    group.add_argument(
        '--heatmaps',
        type=_local_folder,
        metavar='FOLDER',
        help='write each image with the heatmaps of its key points, likewise',
    )


def _local_folder(text: str) -> Path:
    if is_uri(text):
        raise argparse.ArgumentTypeError(f'{text}: expected a folder on this machine, not a URI')
    return Path(text)


def _add_garment_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('garments')
    group.add_argument(
        '--category',
        metavar='NAME',
        help='category of all garments, or auto to predict it (default: that of the table if the '
        'input is one, otherwise auto)',
    )
    group.add_argument(
        '--bboxes',
        type=Path,
        metavar='FILE',
        help='.json with the boxes of the garments in pixels, {"IMAGE": [[x0, y0, x1, y1], ...]}',
    )
    group.add_argument('--det-model', help='config or name of an MMDetection detector')
    group.add_argument('--det-weights', help='checkpoint of the detector')
    group.add_argument(
        '--det-cat-ids',
        type=int,
        nargs='+',
        metavar='ID',
        help='classes of the detector that are garments (default: all)',
    )
    group.add_argument(
        '--bbox-thr',
        type=float,
        help=f'lowest score of a detected garment (default: {_THRESHOLD})',
    )


def add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    """Add where the work is done: in this process, or by a Ray cluster."""
    group = parser.add_argument_group('computation')
    group.add_argument(
        '--engine',
        choices=('local', 'ray'),
        default='local',
        help='work in this process (default), or on the workers of a Ray cluster; ray needs an '
        'exported model',
    )
    group.add_argument(
        '--workers', type=int, metavar='N', help='Ray processes (default: one per core)'
    )
