"""Everything that ``import fashionkp_mm`` changes in the packages it runs on, in one table."""

import os
from collections.abc import Callable
from dataclasses import dataclass

from fashionkp_mm.compat import (
    bfloat16_arrays,
    coco,
    config_names,
    garment_fields,
    imgaug,
    inferencers,
    registration,
    safe_checkpoints,
    safe_configs,
    warnings_filter,
)
from fashionkp_mm.compat.mmcv_ops import extension

HARDENING = 'FASHIONKP_HARDENING'
"""Environment variable: ``off`` leaves MMEngine's loaders as they are, which may run code."""

_OFF = f'as MMEngine does it, which may run code ({HARDENING}=off)'


def is_hardened() -> bool:
    """Return whether the changes that keep files from running code are to be made.

    Raises:
        ValueError: If the variable :data:`HARDENING` is neither ``on`` nor ``off``.
    """
    value = os.environ.get(HARDENING, 'on')
    if value not in ('on', 'off'):
        raise ValueError(f"{HARDENING}={value!r}: expected 'on' or 'off'")
    return value == 'on'


@dataclass(frozen=True)
class HostChange:
    """A change to another package; ``docs/install.md`` shows the same texts.

    Attributes:
        name: What is changed, a row of ``fashionkp env``.
        targets: Modules, classes and functions of the other packages.
        effect: What is different afterwards.
        reason: Why it is needed.
        install: Makes the change; a second call does nothing.
        describe: Describes the state on this machine, for changes that depend on it.
        hardening: Whether it keeps files from running code, and can be switched off.
    """

    name: str
    targets: tuple[str, ...]
    effect: str
    reason: str
    install: Callable[[], None]
    describe: Callable[[], str] | None = None
    hardening: bool = False

    @property
    def is_wanted(self) -> bool:
        """Whether the change is to be made, see :func:`is_hardened`."""
        return not self.hardening or is_hardened()

    def state(self) -> str:
        """Describe the change on this machine in a line."""
        if not self.is_wanted:
            return _OFF
        return self.describe() if self.describe else self.effect


HOST_CHANGES = (
    HostChange(
        name='operators of mmcv',
        targets=('mmcv._ext',),
        effect='computed by PyTorch and torchvision, unless mmcv has them compiled',
        reason='compiling them takes a C++ compiler and minutes',
        install=extension.install,
        describe=extension.describe,
    ),
    HostChange(
        name='COCO tools',
        targets=('xtcocotools',),
        effect='pycocotools under the name of xtcocotools, unless that can be loaded',
        reason='MMPose imports xtcocotools, whose wheel needs NumPy 1',
        install=coco.install,
        describe=coco.describe,
    ),
    HostChange(
        name='imgaug',
        targets=('imgaug',),
        effect='empty modules, unless it is installed',
        reason='onedl-mmdetection imports it, only for transforms of lines',
        install=imgaug.install,
        describe=imgaug.describe,
    ),
    HostChange(
        name='bfloat16 tensors',
        targets=('mmpose.utils.tensor_utils.to_numpy',),
        effect='converted to float32 arrays',
        reason='NumPy has no bfloat16, and heads convert their output for the training accuracy',
        install=bfloat16_arrays.install,
    ),
    HostChange(
        name='checkpoints',
        targets=('mmengine.runner.checkpoint', 'torch.serialization'),
        effect='read as data only',
        reason='a pickle can run code',
        install=safe_checkpoints.install,
        hardening=True,
    ),
    HostChange(
        name='configs in checkpoints',
        targets=('mmengine.config.Config.fromstring',),
        effect='read as data only',
        reason='MMEngine runs the text of a config as Python code',
        install=safe_configs.install,
        hardening=True,
    ),
    HostChange(
        name='exported models',
        targets=('mmengine.runner.checkpoint.CheckpointLoader',),
        effect='with float16 weights, are loaded like checkpoints',
        reason='the starter model is one',
        install=safe_checkpoints.install_exported,
    ),
    HostChange(
        name='names of configs',
        targets=(
            'mmengine.config.Config',
            'mmengine.infer.BaseInferencer',
            'mmengine.hub.get_config',
        ),
        effect='may be those of this package, also as fashionkp_mm::NAME',
        reason='MMEngine knows only the packages of OpenMMLab',
        install=config_names.install,
    ),
    HostChange(
        name='MMPoseInferencer',
        targets=(
            'mmpose.apis.inferencers.mmpose_inferencer',
            'mmpose.apis.inferencers.pose2d_inferencer',
        ),
        effect='opens a checkpoint without a config; uses the bboxes that it is given',
        reason='the checkpoint carries the config of its training run; MMPose drops bboxes',
        install=inferencers.install,
    ),
    HostChange(
        name='predictions as dicts',
        targets=('mmpose.structures.utils.split_instances',),
        effect='contain category, category_score and keypoint_presence of garments',
        reason='MMPoseInferencer and its JSON files keep only the fields that MMPose knows',
        install=garment_fields.install,
    ),
    HostChange(
        name='inference_topdown',
        targets=('mmpose.apis.inference.inference_topdown',),
        effect='without bboxes, takes the size of the image as it is read, upright',
        reason='MMPose takes the size of a photo before it is turned by its EXIF orientation',
        install=inferencers.install_topdown,
    ),
    HostChange(
        name='warnings',
        targets=('warnings', 'mmengine.logging.print_log'),
        effect='ignored: missing OneDL and faster_coco_eval, deprecated autocast',
        reason='they would precede the output of every command',
        install=warnings_filter.install,
    ),
    HostChange(
        name='registries',
        targets=('mmpose.registry', 'mmengine.fileio'),
        effect='contain the components of fashionkp_mm; its Pretrained checks that weights fit',
        reason='configs name the components; MMEngine leaves weights that do not fit random',
        install=registration.install,
    ),
)
"""In the order of installation; operators and COCO tools come before MMPose is imported."""
