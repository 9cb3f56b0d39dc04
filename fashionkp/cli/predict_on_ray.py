"""``fashionkp predict --engine ray``: the same on the workers of a cluster."""

import argparse
import sys
from pathlib import Path


def predict(args: argparse.Namespace) -> int:
    """Do what the arguments of ``fashionkp predict`` say."""
    from fashionkp.cli.predict import exported_models, known_size, on_error, report
    from fashionkp.inference.boxes import read_boxes
    from fashionkp.inference.inputs import Inputs
    from fashionkp.optional_packages import check_installed
    from fashionkp.ray_engine.plan import PredictionJob
    from fashionkp.ray_engine.run import EXTRA, images_left, predict_on_ray

    _check(args)
    if not exported_models(args):
        raise ValueError(f'--engine ray: {args.model}: expected an exported model (.onnx)')
    check_installed('ray', EXTRA)
    boxes = read_boxes(args.bboxes) if args.bboxes else {}
    inputs = Inputs(args.inputs, args.category, boxes)
    plan = PredictionJob(
        _absolute(args.output[0]),
        Path(args.model).read_bytes() if args.model else None,
        {name: Path(model).read_bytes() for name, model, _ in args.route},
        tuple(args.scales),
        args.refine_crop,
        known_size(args),
        args.batch_size,
        dict(category=args.category, bboxes=boxes),
    )
    images = inputs.in_any_order()
    inputs.check(plan.model().categories)
    left = images_left(images, plan)
    if before := len(images) - len(left):
        print(f'{before} of {len(images)} images were done before', file=sys.stderr)
    if not left:
        return 0
    broken = predict_on_ray(left, plan, args.workers, on_error, show_progress=True)
    return report(broken, len(left))


def _check(args: argparse.Namespace) -> None:
    """Refuse what does not go with workers."""
    refused = {'--draw': args.draw, '--det-model': args.det_model, '--backend': args.backend}
    for name, value in refused.items():
        if value:
            raise ValueError(f'--engine ray does not go with {name}')
    if len(args.output) != 1 or Path(args.output[0]).suffix in ('.jsonl', '.csv'):
        given = ', '.join(args.output) or 'not given'
        raise ValueError(f'--engine ray: -o {given}: expected one folder, for Parquet files')


def _absolute(place: str) -> str:
    """The place for processes whose current folder is another one."""
    from fashionkp.fileio.object_store import is_uri

    return place if is_uri(place) else str(Path(place).absolute())
