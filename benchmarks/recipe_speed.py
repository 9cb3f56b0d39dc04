"""Parameters, GFLOP and milliseconds a photo of each recipe and of the starter model.

    python benchmarks/recipe_speed.py [RECIPE ...] [--rounds 5] [--json FILE]

Each recipe's joint model is exported in float32 with random weights, which take the same time as
trained ones. Milliseconds are from a file, a drawn garment of 512 px, to its points, by
``Predictor`` with ONNX Runtime, the mirrored view and all cores: medians over the rounds. GFLOP are
multiplications and additions for one image without the mirrored view.
"""

import argparse
import statistics
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from measurement.clocks import wall_time
from measurement.figures import write_figures
from measurement.network_cost import network_cost

from fashionkp.inference.cpu_features import core_count

STARTER = 'starter'


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('recipes', nargs='*', metavar='RECIPE', help='all and the starter if none')
    parser.add_argument('--rounds', type=int, default=5)
    parser.add_argument('--json', type=Path, help='file for the figures')
    args = parser.parse_args(argv)
    if not args.recipes:
        from fashionkp_mm.config_files import recipe_names

        args.recipes = [STARTER, *recipe_names()]
    return args


def measure(recipe: str, photo: Path, rounds: int) -> dict[str, Any]:
    """Return input size, parameters, GFLOP and milliseconds of a recipe or of the starter."""
    from fashionkp.model_zoo.catalogue import STARTER_CONFIG
    from fashionkp_mm.config import load_config

    name = STARTER_CONFIG if recipe == STARTER else f'{recipe}_all'
    cfg = load_config(name)
    side = cfg.codec.input_size[0]
    cost = network_cost(cfg.model, side)
    path = STARTER if recipe == STARTER else export(name, cfg, photo.parent)
    return {
        'input': side,
        'parameters': cost.parameters,
        'GFLOP': round(cost.flops / 1e9, 3),
        'ms': round(milliseconds(path, photo, rounds), 1),
    }


def export(name: str, cfg: Any, folder: Path) -> Path:
    """Export a model with random weights; return its file."""
    import torch

    from fashionkp_mm.checkpoints.loading import load_garment_model
    from fashionkp_mm.export.onnx_export import serialize_model

    torch.manual_seed(0)
    data, _ = serialize_model(name, cfg, load_garment_model(cfg, None))
    path = folder / 'model.onnx'
    path.write_bytes(data)
    return path


def milliseconds(model: str | Path, photo: Path, rounds: int) -> float:
    """Return the time from a file to its points; the first prediction does not count."""
    from fashionkp import Predictor

    predict = partial(Predictor(model, threads=core_count()), photo)
    return 1000 * statistics.median([wall_time(predict) for _ in range(rounds + 1)][1:])


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    from fashionkp.synthetic import write_dataset

    figures = {}
    print('| recipe | input | parameters | GFLOP | ms a photo |\n|---|---|---|---|---|')
    with tempfile.TemporaryDirectory() as folder:
        write_dataset(Path(folder) / 'drawn', 1, seed=0)
        (photo,) = Path(folder).rglob('*.jpg')
        for recipe in args.recipes:
            row = figures[recipe] = measure(recipe, photo, args.rounds)
            print(
                f'| `{recipe}` | {row["input"]} px | {row["parameters"] / 1e6:.1f} M '
                f'| {row["GFLOP"]:.1f} | {row["ms"]:.1f} |',
                flush=True,
            )
    if args.json:
        write_figures(args.json, figures)


if __name__ == '__main__':
    main()
