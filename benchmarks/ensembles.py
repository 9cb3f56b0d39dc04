"""NE of an ensemble, of its members, and of the mean of their points on the validation split.

    FASHIONAI_ROOT=data/fashionai python benchmarks/ensembles.py seed0.onnx seed1.onnx

All see the same images, with the true categories.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from measurement.image_errors import image_errors
from tta import validation

from fashionkp.inference.predictor import Predictor
from fashionkp.inference.query import Query
from fashionkp.predictions.ensemble import Member, ensemble
from fashionkp.predictions.prediction import Prediction
from fashionkp.predictions.table import prediction_table, table_predictions
from fashionkp.score import bootstrap_interval


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('models', type=Path, nargs='+', metavar='MODEL', help='exported models')
    parser.add_argument('--threads', type=int, default=1, help='threads (default: %(default)s)')
    parser.add_argument('--refine-crop', action='store_true', help='add a second pass to all')
    return parser.parse_args(argv)


def predictions(args: argparse.Namespace, queries: Sequence[Query]) -> dict[str, list[Prediction]]:
    """Return the predictions of each variant, of which the first is the ensemble."""

    def predicted(models: Sequence[Path]) -> list[Prediction]:
        model = Predictor(models, threads=args.threads, refine_crop=args.refine_crop)
        return list(model.predict(queries))

    averaged = predicted(args.models)
    single = {str(path): predicted([path]) for path in args.models}
    members = [Member(name, prediction_table(rows)) for name, rows in single.items()]
    return {
        'heatmaps averaged': averaged,
        'points averaged': table_predictions(ensemble(members)),
        **single,
    }


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    if len({*args.models}) < max(2, len(args.models)):
        raise SystemExit('expected two or more different models')
    table, queries = validation()
    results = {name: image_errors(table, rows) for name, rows in predictions(args, queries).items()}
    own, counts = next(iter(results.values()))
    width = max(map(len, results))
    print(f'{len(queries)} images; gain of the ensemble over each, 95 % interval')
    for name, (sums, _) in results.items():
        low, high = bootstrap_interval(sums - own, counts)
        gain = np.sum(sums - own) / counts.sum()
        ne = sums.sum() / counts.sum()
        print(f'{name:{width}} {ne:7.3f}   {gain:.2f} ({low:.2f} to {high:.2f})')


if __name__ == '__main__':
    main()
