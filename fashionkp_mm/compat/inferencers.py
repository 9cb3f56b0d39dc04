"""MMPose's inferencers: from a checkpoint without a config, with boxes, and upright photos."""

import functools
import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from fashionkp_mm.compat.on_import import patch_module, wrap_once, wrap_with_imports
from fashionkp_mm.compat.safe_checkpoints import nested_value

MODULE = 'mmpose.apis.inferencers.mmpose_inferencer'
POSE2D_MODULE = 'mmpose.apis.inferencers.pose2d_inferencer'
TOPDOWN_MODULE = 'mmpose.apis.inference'

DEFAULT_MODEL = 'fashionkp'
"""Value of ``pose2d`` for the default model."""

CONFIG_KEYS = (('message_hub', 'runtime_info', 'cfg'), ('meta', 'cfg'))
"""Where MMEngine stores the text of the config in a checkpoint."""


def checkpoint_config(checkpoint: str) -> Any:
    """Return the config of the run that saved a checkpoint.

    Args:
        checkpoint: Path or URL.

    Raises:
        ValueError: If the checkpoint has no config, or one that is not plain data.
    """
    from mmengine.config import Config
    from mmengine.runner.checkpoint import CheckpointLoader

    content = CheckpointLoader.load_checkpoint(checkpoint, map_location='cpu', logger='silent')
    texts = (nested_value(content, *keys) for keys in CONFIG_KEYS)
    text = next((text for text in texts if isinstance(text, str) and text), None)
    if text is None:
        keys = content if isinstance(content, dict) else [type(content).__name__]
        raise ValueError(f'{checkpoint} contains no config (it has: {", ".join(map(str, keys))})')
    try:
        return Config.fromstring(text, file_format='.py')
    except ValueError as error:
        raise ValueError(f'{checkpoint}: {error}') from error


def with_checkpoint_config(init: Callable[..., None]) -> Callable[..., None]:
    """Wrap ``MMPoseInferencer.__init__``: without a config, ``pose2d_weights`` provides it.

    ``pose2d='fashionkp'`` stands for the default model.
    """
    signature = inspect.signature(init)

    @functools.wraps(init)
    def __init__(*args: Any, **kwargs: Any) -> None:
        bound = signature.bind(*args, **kwargs)
        arguments = bound.arguments
        if arguments.get('pose2d') == DEFAULT_MODEL:
            from fashionkp.inference.default_model import default_model

            arguments['pose2d'] = None
            arguments['pose2d_weights'] = arguments.get('pose2d_weights') or str(default_model())
        if arguments.get('pose2d') is None and arguments.get('pose3d') is None:
            weights = arguments.get('pose2d_weights')
            if weights is not None:
                arguments['pose2d'] = checkpoint_config(weights)
        init(*bound.args, **bound.kwargs)

    return __init__


def with_entry_per_image(preprocess: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``preprocess`` of an inferencer: ``bboxes`` must have an entry for each image."""

    @functools.wraps(preprocess)
    def wrapped(
        self: Any, inputs: Any, batch_size: int = 1, bboxes: Any = None, **kwargs: Any
    ) -> Any:
        from fashionkp.inference.boxes import boxes_per_image

        if bboxes is not None and len(bboxes):
            if not hasattr(inputs, '__len__'):
                raise ValueError('bboxes: expected images or a video, not a camera')
            bboxes = list(boxes_per_image(bboxes, len(inputs)))
            for i, boxes in enumerate(bboxes):
                if boxes is not None and not len(boxes):
                    raise ValueError(
                        f'bboxes[{i}]: no box: leave the image out, or pass None, as for images '
                        'whose boxes are unknown'
                    )
        else:
            bboxes = None
        yield from preprocess(self, inputs, batch_size, bboxes, **kwargs)

    return wrapped


def with_given_boxes(preprocess_single: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``preprocess_single`` of an inferencer: ``bboxes``, if any, take the detector's place.

    MMPose's own overwrites them with an empty list.
    """

    @functools.wraps(preprocess_single)
    def wrapped(self: Any, input: Any, index: int, *args: Any, **kwargs: Any) -> Any:
        import mmcv

        from fashionkp.inference.boxes import check_boxes

        boxes = kwargs.pop('bboxes', None)
        if boxes is None or not len(boxes):
            return preprocess_single(self, input, index, *args, **kwargs)
        if self.cfg.data_mode != 'topdown':
            raise ValueError(f'bboxes: {self.cfg.data_mode} models take none')
        given = dict(img_path=input) if isinstance(input, str) else dict(img=input)
        info = {'img_path': f'{index}.jpg'.rjust(10, '0'), **given, **self.model.dataset_meta}
        height, width = (mmcv.imread(input) if isinstance(input, str) else input).shape[:2]
        name = input if isinstance(input, str) else ''
        rows = check_boxes(boxes, width, height, name).astype(np.float32)
        score = np.ones(1, np.float32)
        return [self.pipeline({**info, 'bbox': row[None], 'bbox_score': score}) for row in rows]

    return wrapped


def with_upright_size(inference_topdown: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``inference_topdown``: without boxes, the box is that of the image turned upright.

    MMPose reads images upright, but takes their size from Pillow, which does not.
    """

    @functools.wraps(inference_topdown)
    def wrapped(
        model: Any, img: Any, bboxes: Any = None, bbox_format: str = 'xyxy', **kwargs: Any
    ) -> Any:
        from fashionkp.images.reading import image_size

        if isinstance(img, str) and (bboxes is None or not len(bboxes)):
            bboxes, bbox_format = np.array([[0, 0, *image_size(img)]], np.float32), 'xyxy'
        return inference_topdown(model, img, bboxes, bbox_format, **kwargs)

    return wrapped


def patch(module: ModuleType) -> None:
    """Let the inferencer of ``module`` open a checkpoint without a config."""
    wrap_once(module.MMPoseInferencer, '__init__', with_checkpoint_config)


def patch_pose2d(module: ModuleType) -> None:
    """Let the inferencer of ``module`` use the boxes that it is given."""
    wrap_once(module.Pose2DInferencer, 'preprocess', with_entry_per_image)
    wrap_once(module.Pose2DInferencer, 'preprocess_single', with_given_boxes)


def patch_topdown(module: ModuleType) -> None:
    """Let ``inference_topdown`` of ``module``, and of ``mmpose.apis``, know upright sizes."""
    wrap_with_imports(module, 'inference_topdown', with_upright_size)


def install() -> None:
    """Patch MMPose's inferencers when they are imported: importing them takes a second."""
    patch_module(MODULE, patch)
    patch_module(POSE2D_MODULE, patch_pose2d)


def install_topdown() -> None:
    """Patch ``inference_topdown`` when it is imported."""
    patch_module(TOPDOWN_MODULE, patch_topdown)
