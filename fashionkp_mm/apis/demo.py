"""The demo: synthetic garments, a small model, its score and a sheet of its predictions."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import mmcv
import numpy as np
from mmpose.apis import MMPoseInferencer

from fashionkp.annotations import AnnotationTable, annotation_files, read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.fileio.atomic_file import atomic_write
from fashionkp.images.writing import write_image
from fashionkp.score import score_arrays
from fashionkp.synthetic.dataset import default_workers, write_dataset
from fashionkp.visualization.contact_sheet import sheet, tile
from fashionkp.visualization.keypoints import with_keypoints
from fashionkp_mm.apis.testing import evaluate
from fashionkp_mm.apis.training import train
from fashionkp_mm.config import config_path

CONFIG = 'cpn_small_all'
_SEEDS = {'train': 0, 'test': 1}
_SHOWN_PER_CATEGORY = 4
_TILE = (190, 250)


def run_demo(out: Path, num_train: int, num_test: int, epochs: int) -> dict[str, float]:
    """Draw, train, test and predict, and leave a contact sheet and a summary.

    The processes that draw are started afresh: a script that calls this needs the usual
    ``if __name__ == '__main__'``.

    Args:
        out: Folder for everything that is made. Images that an earlier demo drew there are used
            again if they are as many.
        num_train: Images to draw for training and validation.
        num_test: Images to draw for the score.
        epochs: Passes over the training images.

    Returns:
        The metrics on the test images.

    Raises:
        ValueError: ``out`` holds another number of images.
    """
    started = time.monotonic()
    times: dict[str, float] = {}
    data = out / 'data'
    with _step('1/4 draw garments', times):
        for name, num in (('train', num_train), ('test', num_test)):
            _draw(data / name, num, _SEEDS[name])
    with _step('2/4 train', times):
        checkpoint = _train(data, out / 'model', epochs)
    with _step('3/4 test on unseen garments', times):
        options = _test_options(data)
        metrics = evaluate(
            CONFIG,
            checkpoint,
            work_dir=out / 'test',
            out=out / 'metrics.json',
            submission=out / 'predictions.csv',
            options=options,
        )
    with _step('4/4 predict with MMPoseInferencer', times):
        write_contact_sheet(out / 'contact_sheet.png', data / 'test', checkpoint)
    summary = _summary(out, checkpoint, metrics, times, time.monotonic() - started)
    with atomic_write(out / 'summary.md') as file:
        file.write(summary)
    print(f'\n{summary}')
    return metrics


def write_contact_sheet(path: Path, archive: Path, checkpoint: Path) -> None:
    """Draw truth beside prediction for some garments of every category.

    Args:
        path: The image to write.
        archive: Folder of the garments.
        checkpoint: Weights of the demo's model.
    """
    table = read_annotations(*annotation_files(archive))
    chosen = [
        row
        for category_id in range(len(CATEGORIES))
        for row in np.flatnonzero(table.category_ids == category_id)[:_SHOWN_PER_CATEGORY]
    ]
    table = table.take(np.array(chosen))
    inferencer = MMPoseInferencer(pose2d=str(config_path(CONFIG)), pose2d_weights=str(checkpoint))
    files = [str(archive / image_id) for image_id in table.image_ids]
    points = [
        np.array(result['predictions'][0][0]['keypoints'])
        for result in inferencer(files, show_progress=False)
    ]
    tiles = [
        t for i, name in enumerate(files) for t in _pair(mmcv.imread(name), table, i, points[i])
    ]
    write_image(path, sheet(tiles, columns=2 * _SHOWN_PER_CATEGORY))


def _pair(
    image: np.ndarray, table: AnnotationTable, row: int, points: np.ndarray
) -> list[np.ndarray]:
    """Tiles of the truth and of the prediction of one garment."""
    category = str(table.category_names[row])
    annotated = table.visibility[row] >= 0
    truth = with_keypoints(image, category, table.keypoints[row], annotated)
    prediction = with_keypoints(image, category, points, annotated)
    one = slice(row, row + 1)
    score = score_arrays(
        points[None], table.keypoints[one], table.visibility[one], table.category_ids[one]
    )
    return [
        tile(truth, _TILE, f'{category}: truth'),
        tile(prediction, _TILE, f'predicted, NE {score.ne:.1f}'),
    ]


def _draw(archive: Path, num: int, seed: int) -> None:
    if not archive.is_dir() or not any(archive.iterdir()):
        unfinished = archive.with_name(f'{archive.name}.unfinished')
        if unfinished.exists():  # of a demo that was interrupted
            shutil.rmtree(unfinished)
        write_dataset(unfinished, num, seed, default_workers(), show_progress=True)
        if archive.is_dir():
            archive.rmdir()
        unfinished.rename(archive)
        print(f'{archive}: {num} images')
        return
    tables = archive / 'Annotations'
    found = len(read_annotations(*annotation_files(archive))) if tables.is_dir() else 0
    if found != num:
        raise ValueError(
            f'{archive} holds {found} annotated images where {num} are wanted: remove it, or '
            'choose another folder for the demo'
        )
    print(f'{archive}: {num} images drawn earlier are used again')


def _train(data: Path, work_dir: Path, epochs: int) -> Path:
    """Train on the drawn images; the last epoch's checkpoint."""
    options = {
        'train_dataloader.dataset.data_root': str(data),
        'val_dataloader.dataset.data_root': str(data),
        'train_cfg.max_epochs': epochs,
        'train_cfg.val_interval': max(1, epochs // 2),
    }
    train(CONFIG, work_dir=work_dir, options=options)
    return Path((work_dir / 'last_checkpoint').read_text())


def _test_options(data: Path) -> dict:
    return {
        'test_dataloader.dataset.data_root': str(data),
        'test_dataloader.dataset.ann_file': 'test',
        'test_dataloader.dataset.split': None,
    }


@contextmanager
def _step(title: str, times: dict[str, float]) -> Iterator[None]:
    print(f'\n== {title}', flush=True)
    start = time.monotonic()
    yield
    times[title] = time.monotonic() - start


def _summary(
    out: Path, checkpoint: Path, metrics: dict[str, float], times: dict[str, float], total: float
) -> str:
    name = 'fashionai/NE'
    low, high = metrics[f'{name}_low'], metrics[f'{name}_high']
    lines = [
        '# Demo',
        '',
        f'Normalized error on unseen synthetic garments: {metrics[name]:.2f} % '
        f'(95 % interval {low:.2f} to {high:.2f}).',
        '',
        '| category | NE, % |',
        '|---|---|',
        *(
            f'| {c} | {metrics[f"{name}_{c}"]:.2f} |'
            for c in CATEGORIES
            if f'{name}_{c}' in metrics
        ),
        '',
        '| step | seconds |',
        '|---|---|',
        *(f'| {title} | {seconds:.0f} |' for title, seconds in times.items()),
        f'| together | {total:.0f} |',
        '',
        f'| what | where in {out} |',
        '|---|---|',
        '| truth beside prediction | contact_sheet.png |',
        f'| trained weights of {CONFIG} | {os.path.relpath(checkpoint, out)} |',
        '| metrics | metrics.json |',
        '| predictions as a FashionAI submission | predictions.csv |',
        '| images and tables | data |',
        '',
    ]
    return '\n'.join(lines)
