"""``fashionkp predict``: key points of images."""

import argparse
import sys
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fashionkp.cli.config_arguments import add_settings_argument, overrides
from fashionkp.cli.scale_arguments import add_reference_arguments, reference
from fashionkp.fileio.text import escape_control_characters

if TYPE_CHECKING:
    from fashionkp.inference.pipeline import GarmentModel
    from fashionkp.measurements import Reference

ONNX = '.onnx'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp predict',
        description='Find the key points of garments in images. Without -o, JSON lines go to '
        'standard output.',
        epilog='Exit status: 0, 1 where an image could not be read (the others are done), 2 where '
        'the input is wrong.',
    )
    parser.add_argument(
        'inputs',
        nargs='+',
        metavar='INPUT',
        help='an image, a folder, a pattern such as "shop/**/*.jpg", a FashionAI table such as '
        'test.csv, a video, a URI such as s3://bucket/shop, or a Parquet file',
    )
    _add_model_arguments(parser)
    parser.add_argument(
        '-o',
        '--output',
        action='append',
        default=[],
        metavar='FILE',
        help='write predictions: .jsonl, or .csv for a FashionAI submission; may be repeated. With '
        '--engine ray, a folder for Parquet files',
    )
    parser.add_argument(
        '--draw', type=Path, metavar='FOLDER', help='write each image with its points drawn'
    )
    parser.add_argument(
        '--category',
        metavar='NAME',
        help="category of all garments, or auto: the model tells it (default: the table's where "
        'there is one, else auto)',
    )
    parser.add_argument(
        '--bboxes',
        type=Path,
        metavar='FILE',
        help='.json with the boxes of the garments in pixels, {"IMAGE": [[x0, y0, x1, y1], ...]}',
    )
    parser.add_argument(
        '--batch-size', type=int, default=16, help='garments at a time (default: %(default)s)'
    )
    _add_look_arguments(parser)
    _add_engine_arguments(parser)
    group = parser.add_argument_group('lengths')
    group.add_argument(
        '--measurements', action='store_true', help='add lengths in pixels to JSON lines'
    )
    add_reference_arguments(group, '; adds lengths to JSON lines')  # type: ignore[arg-type]
    return parser.parse_args(argv)


def _add_model_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('model')
    group.add_argument(
        '--model',
        help='a config, or the name of one that comes with the package; or an exported model '
        '(.onnx), which needs no PyTorch. A checkpoint alone is enough too: see --weights',
    )
    group.add_argument('--weights', metavar='CKPT', help='the trained weights of --model')
    group.add_argument(
        '--route',
        action='append',
        default=[],
        type=_route,
        metavar='CATEGORY=MODEL[,CKPT]',
        help='a model for one category; may be repeated. --model, if given, tells categories and '
        'takes the others',
    )
    group.add_argument(
        '--backend', help='what runs exported models: onnxruntime (default) or openvino'
    )
    group.add_argument('--device', help='where PyTorch computes (default: a GPU if there is one)')
    add_settings_argument(group)  # type: ignore[arg-type]
    group = parser.add_argument_group('several garments in an image')
    group.add_argument('--det-model', help='config or name of a detector of MMDetection')
    group.add_argument('--det-weights', help='its checkpoint')
    group.add_argument(
        '--det-cat-ids', type=int, nargs='+', metavar='ID', help='its classes that are garments'
    )
    group.add_argument(
        '--bbox-thr',
        type=float,
        default=0.3,
        help='least score of a garment (default: %(default)s)',
    )


def _add_look_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('how often to look')
    group.add_argument(
        '--no-flip',
        action='store_true',
        help='do not look at the mirrored image too: twice as fast, less exact (an exported '
        'model has this decided)',
    )
    group.add_argument(
        '--scales', type=float, nargs='+', default=[1.0], help='sizes to look at, such as 1.0 1.1'
    )
    group.add_argument(
        '--refine-crop',
        action='store_true',
        help='second pass on the crop around the points',
    )
    group.add_argument(
        '--second-look', dest='refine_crop', action='store_true', help=argparse.SUPPRESS
    )


def _add_engine_arguments(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group('many images')
    group.add_argument(
        '--engine',
        choices=('local', 'ray'),
        default='local',
        help='compute in this process (default), or on workers of Ray: an exported model, results '
        'as Parquet; run it again to go on after an interruption',
    )
    group.add_argument(
        '--workers', type=int, metavar='N', help='processes of Ray (default: one a core)'
    )


def _route(text: str) -> tuple[str, str | None, str | None]:
    """Category, model and checkpoint of a route."""
    category, equals, pair = text.partition('=')
    model, _, weights = pair.partition(',')
    if not (category and equals and pair):
        raise argparse.ArgumentTypeError(f'{text!r}: expected CATEGORY=MODEL[,CKPT]')
    return category, model or None, weights or None


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    if args.engine == 'ray':
        from fashionkp.cli import predict_on_ray

        return predict_on_ray.predict(args)
    if args.workers is not None:
        raise ValueError('--workers goes with --engine ray')

    from fashionkp.inference.boxes import read_boxes
    from fashionkp.inference.inputs import Inputs
    from fashionkp.inference.object_store_images import prefetch
    from fashionkp.inference.outputs import OutputFiles
    from fashionkp.inference.pipeline import predict_images
    from fashionkp.progress import progress_bar

    results = OutputFiles([Path(name) for name in args.output], args.draw, known_size(args))
    boxes = read_boxes(args.bboxes) if args.bboxes else {}
    inputs = Inputs(args.inputs, args.category, boxes)
    results.check(inputs, bool(args.det_model) or any(len(rows) != 1 for rows in boxes.values()))
    with redirect_stdout(sys.stderr):  # MMEngine tells there what it loads
        model, find = _model(args)
    inputs.check(model.categories)
    stream = predict_images(model, prefetch(inputs), args.batch_size, find)
    stream = progress_bar(stream, total=len(inputs))
    return report(results.write(stream, on_error), len(inputs))


def known_size(args: argparse.Namespace) -> 'Reference | None':
    """What is known of the garments' size; None where no lengths are wanted."""
    from fashionkp.measurements import Reference

    known = reference(args)
    return known if args.measurements or known != Reference() else None


def on_error(reason: str) -> None:
    """Tell of an image that cannot be read."""
    from tqdm import tqdm

    message = f'fashionkp predict: skipped: {escape_control_characters(reason)}'
    tqdm.write(message, file=sys.stderr)  # above the progress bar


def report(broken: int, total: int) -> int:
    """Tell how many images could not be read, and return the exit status."""
    if broken:
        images = f'{broken} of {total} images'
        print(f'fashionkp predict: {images} could not be read', file=sys.stderr)
    return 1 if broken else 0


def exported_models(args: argparse.Namespace) -> list[str]:
    """Files of the exported models that are asked for.

    Raises:
        ValueError: No model at all, or options that say nothing to an exported one.
    """
    if not (args.model or args.weights or args.route):
        raise ValueError('no model: expected --model, --weights or --route')
    named = [args.model, *(model for _, model, _ in args.route)]
    exported = [model for model in named if model and model.endswith(ONNX)]
    if args.backend and not exported:
        raise ValueError(f'--backend {args.backend}: it runs exported models ({ONNX}) only')
    if exported:
        _refuse_with(exported[0], args, len(exported) < len([name for name in named if name]))
    return exported


def _model(args: argparse.Namespace) -> tuple['GarmentModel', Any]:
    """The model that is asked for, and what finds garments in an image."""
    from fashionkp.inference.routing import build_model

    load = _exported(args) if exported_models(args) else _trained(args)
    joint = load(args.model, args.weights) if args.model or args.weights else None
    routes = {name: load(model, weights) for name, model, weights in args.route}
    return build_model(joint, routes, tuple(args.scales), args.refine_crop), _finder(args)


def _refuse_with(exported: str, args: argparse.Namespace, mixed: bool) -> None:
    """Refuse options that say nothing to an exported model."""
    weights = args.weights or any(weights for *_, weights in args.route)
    given = {
        'a config': mixed,
        'weights': weights,
        '--device': args.device,
        '--no-flip': args.no_flip,
        '--cfg-options': args.cfg_options,
    }
    if other := [name for name, value in given.items() if value]:
        raise ValueError(f'{exported} is an exported model: it does not go with {other[0]}')


def _exported(args: argparse.Namespace) -> Callable[[str | None, str | None], 'GarmentModel']:
    from fashionkp.inference.backends import DEFAULT_BACKEND
    from fashionkp.inference.predictor import Predictor

    return lambda model, weights: Predictor(str(model), args.backend or DEFAULT_BACKEND)


def _trained(args: argparse.Namespace) -> Callable[[str | None, str | None], 'GarmentModel']:
    from fashionkp_mm.inference.garment_network import GarmentNetwork

    settings = overrides(args.cfg_options)
    return lambda model, weights: GarmentNetwork(
        model, weights, args.device, not args.no_flip, settings
    )


def _finder(args: argparse.Namespace) -> Any:
    if not args.det_model:
        return None
    from fashionkp_mm.inference.garment_detector import GarmentDetector

    return GarmentDetector(
        args.det_model, args.det_weights, args.device, args.det_cat_ids, args.bbox_thr
    )
