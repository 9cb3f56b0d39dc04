"""The demo: train, test and predict on synthetic garments."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mmcv
import numpy as np
from mmpose.apis import MMPoseInferencer

from fashionkp.annotations import annotation_files, read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.images.writing import write_image
from fashionkp.synthetic.dataset import default_workers, write_dataset
from fashionkp.visualization.comparison import truth_and_prediction
from fashionkp.visualization.contact_sheet import sheet
from fashionkp_mm.apis.testing import evaluate
from fashionkp_mm.apis.training import train
from fashionkp_mm.config_files import config_path

CONFIG = 'cpn_small_all'
_SEEDS = {'train': 0, 'test': 1}
_GARMENTS_PER_CATEGORY = 4  # on the contact sheet
_TILE_SIZE = (190, 250)


def run_demo(out: Path, *, num_train: int, num_test: int, epochs: int) -> dict[str, float]:
    """Draw garments, train a small model, test it, and write a contact sheet and a summary.

    Workers are spawned to draw the images, so a script that calls this function needs
    ``if __name__ == '__main__'``.

    Args:
        out: Output folder. Images of an earlier demo are used again if their number is the same.
        num_train: Number of images for training and validation.
        num_test: Number of images for the test.
        epochs: Number of epochs.

    Returns:
        The metrics on the test images.

    Raises:
        ValueError: If ``out`` has another number of images.
    """
    start = time.monotonic()
    times: dict[str, float] = {}
    data = out / 'data'
    with _step('1/4 draw garments', times):
        for split, num in (('train', num_train), ('test', num_test)):
            _draw(data / split, num, _SEEDS[split])
    with _step('2/4 train', times):
        checkpoint = _train(data, out / 'model', epochs)
    with _step('3/4 test on unseen garments', times):
        metrics = _test(data, checkpoint, out)
    with _step('4/4 predict with MMPoseInferencer', times):
        write_contact_sheet(out / 'contact_sheet.png', data / 'test', checkpoint)
    times['total'] = time.monotonic() - start
    training = f'{epochs} epochs on {num_train} synthetic images, 10 % of them for validation'
    summary = _summary(out, metrics, times=times, checkpoint=checkpoint, training=training)
    with atomic_write(out / 'summary.md') as file:
        file.write(summary)
    print(f'\n{summary}')
    return metrics


def write_contact_sheet(path: Path, archive: Path, checkpoint: Path) -> None:
    """Draw ground truth beside prediction for some garments of every category.

    Args:
        path: Image file to write.
        archive: Folder of the garments.
        checkpoint: Checkpoint of the demo's model.
    """
    table = read_annotations(*annotation_files(archive))
    rows = [
        row
        for category_id in range(len(CATEGORIES))
        for row in np.flatnonzero(table.category_ids == category_id)[:_GARMENTS_PER_CATEGORY]
    ]
    table = table.take(np.array(rows))
    files = [str(path) for path in table.image_paths()]
    inferencer = MMPoseInferencer(pose2d=str(config_path(CONFIG)), pose2d_weights=str(checkpoint))
    results = inferencer(files, show_progress=False)
    tiles = []
    for row, (file, result) in enumerate(zip(files, results, strict=True)):
        keypoints = np.array(result['predictions'][0][0]['keypoints'])
        tiles += truth_and_prediction(
            mmcv.imread(file),
            str(table.category_names[row]),
            target=table.keypoints[row],
            visibility=table.visibility[row],
            predicted=keypoints,
            size=_TILE_SIZE,
        )
    write_image(path, sheet(tiles, columns=2 * _GARMENTS_PER_CATEGORY))


def _draw(archive: Path, num: int, seed: int) -> None:
    """Draw the images of one archive, unless an earlier demo has drawn them."""
    if not archive.is_dir() or not any(archive.iterdir()):
        unfinished = archive.with_name(f'{archive.name}.unfinished')
        if unfinished.exists():  # left by a demo that was interrupted
            shutil.rmtree(unfinished)
        write_dataset(unfinished, num, seed, default_workers(), show_progress=True)
        if archive.is_dir():
            archive.rmdir()
        unfinished.rename(archive)
        print(f'{archive}: {num} images')
        return
    tables = archive / 'Annotations'
    existing = len(read_annotations(*annotation_files(archive))) if tables.is_dir() else 0
    if existing != num:
        raise ValueError(
            f'{archive} has {existing} annotated images, expected {num}: delete it, or choose '
            'another output folder'
        )
    print(f'{archive}: {num} images of an earlier demo are used again')


def _train(data: Path, work_dir: Path, epochs: int) -> Path:
    """Train on the synthetic images and return the checkpoint of the last epoch."""
    options = {
        'train_dataloader.dataset.data_root': str(data),
        'val_dataloader.dataset.data_root': str(data),
        # the network keeps the cores busy: a second process that loads images slows it down
        'train_dataloader.num_workers': 1,
        'train_cfg.max_epochs': epochs,
        'train_cfg.val_interval': epochs,
    }
    train(CONFIG, work_dir=work_dir, replace=True, options=options)
    return Path((work_dir / 'last_checkpoint').read_text())


def _test(data: Path, checkpoint: Path, out: Path) -> dict[str, float]:
    """Test on the synthetic images, write metrics and predictions, and return the metrics."""
    options = {
        'test_dataloader.dataset.data_root': str(data),
        'test_dataloader.dataset.ann_file': 'test',
        'test_dataloader.dataset.split': None,
    }
    return evaluate(
        CONFIG,
        checkpoint,
        work_dir=out / 'test',
        out=out / 'metrics.json',
        submission=out / 'predictions.csv',
        options=options,
    )


@contextmanager
def _step(title: str, times: dict[str, float]) -> Iterator[None]:
    """Print the title of a step, and record its time, seconds."""
    print(f'\n== {title}', flush=True)
    start = time.monotonic()
    yield
    times[title] = time.monotonic() - start


def _summary(
    out: Path,
    metrics: Mapping[str, float],
    *,
    times: Mapping[str, float],
    checkpoint: Path,
    training: str,
) -> str:
    """Text of ``summary.md``: the score, the times and the files."""
    name = 'fashionai/NE'
    low, high = metrics[f'{name}_low'], metrics[f'{name}_high']
    scores = {c: metrics[f'{name}_{c}'] for c in CATEGORIES if f'{name}_{c}' in metrics}
    files = {
        'ground truth beside prediction': 'contact_sheet.png',
        f'trained weights of {CONFIG}': os.path.relpath(checkpoint, out),
        'metrics': 'metrics.json',
        'predictions as a FashionAI submission': 'predictions.csv',
        'images and tables': 'data',
    }
    text = [
        '# Demo',
        '',
        f'Normalized error on unseen synthetic garments: {metrics[name]:.2f} % '
        f'(95 % interval {low:.2f} to {high:.2f}).',
        '',
        f'This is a short training: {training}. A longer one gives a lower error. The model is not '
        'usable on photos of real garments.',
        '',
    ]
    tables: list[tuple[tuple[str, str], Mapping[str, Any]]] = [
        (('category', 'NE, %'), {c: f'{ne:.2f}' for c, ne in scores.items()}),
        (('step', 'seconds'), {title: f'{seconds:.0f}' for title, seconds in times.items()}),
        (('what', f'where in {out}'), files),
    ]
    for header, rows in tables:
        text += [f'| {a} | {b} |' for a, b in (header, ('---', '---'), *rows.items())]
        text.append('')
    return '\n'.join(text)
