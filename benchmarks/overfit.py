"""Whether each recipe can overfit 32 synthetic garments.

Each recipe is trained and scored on the same 32 images, without augmentation: once on all
categories jointly, once on dresses.
"""

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

NUM = 32
RANDOM = ('FastFlip', 'FastBBoxTransform', 'KeypointSafeRandomCrop', 'ColorJitter')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('recipes', nargs='*', help='such as cpn_r50; all by default')
    parser.add_argument('--categories', nargs='+', default=['all', 'dress'])
    parser.add_argument('--input-size', type=int, default=128, help='pixels')
    parser.add_argument(
        '--margin', type=float, default=1.0, help='side of the box, relative to the image'
    )
    parser.add_argument('--epochs', type=int, default=100)
    parser.add_argument('--lr', type=float, default=1e-3)
    parser.add_argument('--batch-size', type=int, default=8)
    parser.add_argument('--amp', action='store_true', help='train with mixed precision')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> None:
    args = parse_args(argv)
    from fashionkp_mm.config_files import config_names

    recipes = args.recipes or sorted({name.rsplit('_', 1)[0] for name in config_names()})
    print('| recipe | category | NE | seconds |\n|---|---|---|---|')
    with tempfile.TemporaryDirectory() as folder:
        for category in args.categories:
            draw(Path(folder) / category, category)
            for recipe in recipes:
                start = time.perf_counter()
                ne = overfit(f'{recipe}_{category}', Path(folder), args)
                seconds = time.perf_counter() - start
                print(f'| {recipe} | {category} | {ne:.2f} | {seconds:.0f} |', flush=True)


def draw(root: Path, category: str) -> None:
    """Draw garments of one category, or of all, into the archive ``root/train``."""
    from fashionkp.annotations import annotation_files, read_annotations, write_annotations
    from fashionkp.categories import CATEGORIES
    from fashionkp.synthetic import write_dataset

    num = NUM if category == 'all' else NUM * len(CATEGORIES)
    write_dataset(root / 'train', num, seed=0)
    if category != 'all':
        (path,) = annotation_files(root / 'train')
        table = read_annotations(path)
        write_annotations(path, table.take(table.category_names == category))


def overfit(leaf: str, folder: Path, args: argparse.Namespace) -> float:
    """Train a model on its category's images and return its NE on the same images."""
    from fashionkp_mm.apis import train
    from fashionkp_mm.config import input_size_options, load_config

    cfg = load_config(leaf)
    cfg.merge_from_dict(input_size_options(cfg, args.input_size))
    steps = cfg.train_dataloader.dataset.pipeline
    cfg.train_dataloader.dataset.pipeline = [step for step in steps if step.type not in RANDOM]
    for loader in (cfg.train_dataloader, cfg.val_dataloader):
        loader.update(num_workers=0, persistent_workers=False)
        loader.dataset.update(data_root=str(folder / leaf.rsplit('_', 1)[1]), split=None)
        for step in loader.dataset.pipeline:
            if step.type == 'GetBBoxCenterScale':
                step.padding = args.margin
    cfg.train_dataloader.batch_size = args.batch_size
    cfg.model.backbone.init_cfg = None
    cfg.model.test_cfg.flip_test = False
    cfg.train_cfg.update(max_epochs=args.epochs, val_interval=args.epochs)
    cfg.optim_wrapper.optimizer.lr = args.lr
    cfg.default_hooks.checkpoint = None
    cfg.log_level = 'ERROR'
    path = folder / f'{leaf}.py'
    cfg.dump(path)
    runner = train(path, work_dir=folder / leaf, amp=args.amp)
    return float(runner.message_hub.get_scalar('val/fashionai/NE').current())


if __name__ == '__main__':
    main()
