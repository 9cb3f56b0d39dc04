"""Pose estimation by Ultralytics."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from libraries.runtime_threads import limit_threads


def ultralytics_model(name: str, folder: Path) -> Any:
    """Return a model with random weights, built from its description.

    Args:
        name: Name of the description, such as 'yolov8n-pose'.
        folder: Folder for the settings, which are not those of the user.
    """
    os.environ |= dict(YOLO_AUTOINSTALL='false', YOLO_CONFIG_DIR=str(folder), YOLO_VERBOSE='false')
    from ultralytics import YOLO

    return YOLO(f'{name}.yaml')


def ultralytics_runs(
    name: str, size: int, folder: Path, files: Sequence[str], batch_size: int, threads: int
) -> dict[str, Callable[[], object]]:
    """Return functions that predict the points of files, by the name of the variant.

    Random weights find nobody, so that no time is spent on boxes that overlap.
    """
    limit_threads(threads)
    os.chdir(folder)  # where the export goes
    model = ultralytics_model(name, folder)
    exported = model.export(format='onnx', imgsz=size, dynamic=True, simplify=False, verbose=False)
    from ultralytics import YOLO

    models = {'PyTorch': model, 'ONNX Runtime': YOLO(exported, task='pose')}

    def run(model: YOLO) -> None:
        options = dict(imgsz=size, batch=batch_size, device='cpu', verbose=False)
        for _ in model.predict(list(files), stream=True, **options):
            pass

    return {f'Ultralytics, {title}': partial(run, model) for title, model in models.items()}
