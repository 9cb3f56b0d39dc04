"""Error of recipes, and of single choices in them, after training on equally many images.

    python benchmarks/recipes.py photos [NAME ...] [--seeds 0 1]
    python benchmarks/recipes.py drawn [NAME ...]

On photos, those of FASHIONAI_ROOT: EfficientNet-Lite0 with ImageNet weights and the heads of the
families, and cpn_lite0 with choices of the reference solution in place of its own. On drawn
garments: every family from random weights. Each recipe keeps its optimizer, its targets and its
augmentation unless its name states a change.

The validation split is scored under the official rule, categories given. Several seeds are
averaged, key point by key point. Differences are paired: those to the first row on the same images.

Another call with the same settings skips what is finished, and resumes what was interrupted.
"""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from measurement.network_cost import NetworkCost, network_cost
from measurement.trainings import Training, imagenet_weights, markdown_table, warm_up

from fashionkp.annotations import annotation_files, read_annotations, write_annotations
from fashionkp.datasets.splits import validation_mask

OURS = 'cpn_lite0'
VIEWS = dict(photos=5820, drawn=5400)
SIZES = dict(photos=192, drawn=128)
NUM_DRAWN = 3000
BATCH = 4
"""Drawn garments in a batch, so that a training from random weights has more than a thousand steps:
with the recipes' batches the families had learned little after the same views."""
SGD_RATE = 0.03
"""Learning rate of SGD, the largest of 3, 0.3 and 0.03 at which training does not diverge. The 1e-4
of the reference solution, whose loss is a sum over the 48 x 48 cells of a heatmap of 192 px and
over the key points, would be 3 for the means here."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('data', choices=VIEWS)
    parser.add_argument(
        'names', nargs='*', metavar='NAME', help='rows of the table; all by default'
    )
    parser.add_argument('--views', type=int, help='images that a training sees, whole epochs')
    parser.add_argument('--size', type=int, help='side of the input, pixels')
    parser.add_argument('--seeds', type=int, nargs='+', default=[0])
    parser.add_argument('--amp', action='store_true', help='train with mixed precision')
    parser.add_argument('--work-dir', type=Path, default=Path('work_dirs/recipes'))
    args = parser.parse_args(argv)
    args.views = args.views or VIEWS[args.data]
    args.size = args.size or SIZES[args.data]
    return args


def photo_configs() -> dict[str, Callable[[], Any]]:
    """Return functions that build the config of each row on photos, by name."""
    return {
        OURS: ours,
        'deconvolutions': lambda: on_lite0('dhn_r50_all'),
        'RLE regression': lambda: on_lite0('regression_r50_all'),
        'SimCC': lambda: on_lite0('rtmpose_m_all'),
        'occluded points at weight 0.3': lambda: weight_occluded(ours(), 0.3),
        'visible points only': lambda: weight_occluded(ours(), 0),
        'SGD': lambda: use_sgd(ours()),
        'sigma 1, quarter offset': lambda: narrow_targets(ours()),
        'augmentation of the reference': lambda: keep_box(ours()),
        'all of the reference but SGD': lambda: narrow_targets(
            weight_occluded(keep_box(ours()), 0)
        ),
    }


def family_configs() -> dict[str, Callable[[], Any]]:
    """Return functions that build the config of each family for all categories, by name."""
    from fashionkp_mm.config import load_config
    from fashionkp_mm.config_files import config_names

    names = sorted(name.removesuffix('_all') for name in config_names() if name.endswith('_all'))
    others = {OURS, 'cpn_lite0_finetune', 'starter'}  # networks and steps of cpn_lite0
    return {
        name: lambda name=name: load_config(f'{name}_all')
        for name in [OURS, *(name for name in names if name not in others)]
    }


def ours() -> Any:
    from fashionkp_mm.config import load_config

    return load_config(f'{OURS}_all')


def on_lite0(name: str) -> Any:
    """Return a config whose head is on the last level of EfficientNet-Lite0."""
    from fashionkp_mm.config import load_config

    cfg, lite0 = load_config(name), ours()
    cfg.model.data_preprocessor = lite0.model.data_preprocessor
    cfg.model.backbone = {**lite0.model.backbone, 'out_indices': (4,)}
    cfg.model.garment_head.update(
        in_channels=lite0.model.garment_head.in_channels,
        label_smoothing=lite0.model.garment_head.label_smoothing,
    )
    cfg.model.head.in_channels = lite0.model.head.in_channels[-1]
    cfg.optim_wrapper.optimizer.lr *= 2  # as that of cpn_lite0 is twice that of cpn_r50
    cfg.default_hooks.averaging = lite0.default_hooks.averaging
    return cfg


def train_pipeline(cfg: Any) -> list[Any]:
    return cfg.train_dataloader.dataset.pipeline


def weight_occluded(cfg: Any, weight: float) -> Any:
    from mmengine.config import ConfigDict

    pipeline = train_pipeline(cfg)
    targets = next(i for i, step in enumerate(pipeline) if step.type == 'GenerateTarget')
    pipeline.insert(targets + 1, ConfigDict(type='WeightOccluded', weight=weight))
    return cfg


def use_sgd(cfg: Any) -> Any:
    cfg.optim_wrapper.optimizer = dict(type='SGD', momentum=0.9, lr=SGD_RATE)
    return cfg


def narrow_targets(cfg: Any) -> Any:
    """Give all levels targets of sigma 1, and decode a quarter of a cell towards the neighbour."""
    codec = dict(
        type='MSRAHeatmap',
        input_size=cfg.codec.input_size,
        heatmap_size=cfg.codec.heatmap_size,
        sigma=1,
    )
    cfg.codec = cfg.model.head.decoder = codec
    cfg.model.test_cfg.shift_heatmap = True  # as MMPose's configs with this codec
    loaders = (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader)
    for step in [step for loader in loaders for step in loader.dataset.pipeline]:
        if step.type == 'GenerateTarget':
            step.update(encoder=codec, multilevel=False)
        elif step.type == 'FastAffine':
            step.use_udp = False
    return cfg


def keep_box(cfg: Any) -> Any:
    """Rotate and crop, but do not shift or scale."""
    for step in train_pipeline(cfg):
        if step.type == 'FastBBoxTransform':
            step.update(shift_prob=0.0, scale_factor=(1.0, 1.0))
    return cfg


def data_root(args: argparse.Namespace) -> Path:
    """Return the folder of the data, which is drawn if it is missing."""
    if args.data == 'photos':
        return Path(ours().data_root)
    root = args.work_dir / f'{NUM_DRAWN}_drawn'
    if not root.is_dir():
        from fashionkp.synthetic import write_dataset

        write_dataset(root / 'train', NUM_DRAWN, seed=0)
    return root.resolve()


@dataclass(frozen=True)
class Row:
    """A row of the table: a config, trained with each seed.

    Attributes:
        name: Name of the row.
        trainings: One training per seed.
        cost: Parameters and FLOPs of the network.
    """

    name: str
    trainings: Sequence[Training]
    cost: NetworkCost


def build_row(args: argparse.Namespace, name: str, cfg: Any, root: Path, photos: int) -> Row:
    """Write the configs of a row.

    Args:
        args: The arguments.
        name: Name of the row.
        cfg: Its config, which is changed.
        root: Folder of the data.
        photos: Number of training images.
    """
    from fashionkp_mm.input_size import set_input_size

    set_input_size(cfg, (args.size, args.size))
    weights = imagenet_weights(args.work_dir) if args.data == 'photos' else None
    cfg.model.backbone.init_cfg = weights and dict(type='Pretrained', checkpoint=str(weights))
    for loader in (cfg.train_dataloader, cfg.val_dataloader, cfg.test_dataloader):
        loader.dataset.data_root = str(root)
    if args.data == 'drawn':
        cfg.train_dataloader.batch_size = BATCH
    epochs = max(1, round(args.views / photos))
    steps = epochs * math.ceil(photos / cfg.train_dataloader.batch_size)
    cfg.train_cfg.max_epochs = epochs
    cfg.param_scheduler[0].end = warm_up(steps, cfg.param_scheduler[0].end)
    trainings = []
    for seed in args.seeds:
        cfg.randomness.seed = seed
        folder = args.work_dir / args.data / f'{name.replace(" ", "_").replace(",", "")}_{seed}'
        folder.mkdir(parents=True, exist_ok=True)
        cfg.dump(folder / 'config.py')
        settings = dict(views=args.views, size=args.size)
        trainings.append(Training(folder / 'config.py', folder, settings, amp=args.amp))
    return Row(name, trainings, network_cost(cfg.model, args.size))


def report(rows: Sequence[Row], truth: Path) -> str:
    """Return the table; every training of the rows is finished."""
    from fashionkp.report.evaluation import evaluate
    from fashionkp.report.grouped_errors import means

    names = [f'{row.name}, {i}' for row in rows for i in range(len(row.trainings))]
    files = [[training.submission] for row in rows for training in row.trainings]
    models = iter(evaluate([truth], files, names=names).models)
    visibility = read_annotations(truth).visibility
    header = ['', 'NE (95 % interval)', 'difference', 'occluded points', 'minutes', 'M', 'GFLOP']
    table, first = [header], None
    for row in rows:
        of_seeds = [next(models).errors for _ in row.trainings]
        errors = mean_errors(of_seeds, 'official')
        score, _ = means(errors, {})
        _, groups = means(mean_errors(of_seeds, 'round1'), {'': {'occluded': visibility == 0}})
        change = ''
        if first is None:
            first = errors
        else:
            change = signed(means(difference(errors, first), {})[0])
        minutes = [training.result()['minutes'] for training in row.trainings]
        table.append(
            [
                row.name,
                f'{score.ne:.2f} ({score.low:.2f} to {score.high:.2f})',
                change,
                f'{groups[""]["occluded"].ne:.2f}',
                ', '.join(f'{each:.1f}' if each else '?' for each in minutes),
                f'{row.cost.parameters / 1e6:.1f}',
                f'{row.cost.flops / 1e9:.1f}',
            ]
        )
    return markdown_table(table)


def signed(mean: Any) -> str:
    return f'{mean.ne:+.2f} ({mean.low:+.2f} to {mean.high:+.2f})'


def mean_errors(models: Sequence[Mapping[str, Any]], rule: str) -> Any:
    """Return the errors averaged over models that predict the same images."""
    from fashionkp.score import PointErrors

    each = [errors[rule] for errors in models]
    mean = np.mean([errors.errors for errors in each], axis=0)
    return PointErrors(mean, each[0].counted, each[0].scored)


def difference(errors: Any, first: Any) -> Any:
    from fashionkp.score import PointErrors

    return PointErrors(errors.errors - first.errors, errors.counted, errors.scored)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    configs = photo_configs() if args.data == 'photos' else family_configs()
    for name in args.names:
        if name not in configs:
            raise SystemExit(f'{name!r}: expected one of {", ".join(configs)}')
    root = data_root(args)
    table = read_annotations(*annotation_files(root / 'train'))
    validation = validation_mask(table.image_ids)
    truth = args.work_dir / args.data / 'validation.csv'
    truth.parent.mkdir(parents=True, exist_ok=True)
    write_annotations(truth, table.take(validation))
    rows = []
    for name in args.names or configs:
        row = build_row(args, name, configs[name](), root, int((~validation).sum()))
        for training in row.trainings:
            print(f'{training.work_dir}: NE {training.result()["NE"]:.2f}', flush=True)
        rows.append(row)
    print(report(rows, truth))


if __name__ == '__main__':
    main()
