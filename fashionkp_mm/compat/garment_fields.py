"""The category of garments and the presence of key points in the results of MMPose's inferencers.

MMPose turns predictions into dicts, for the caller and for JSON files, with the fields it knows.
"""

import functools
from collections.abc import Callable
from types import ModuleType
from typing import Any

from fashionkp_mm.compat.on_import import patch_module, wrap_with_imports

MODULE = 'mmpose.structures.utils'

FIELDS = ('category', 'category_score', 'keypoint_presence')
"""Fields of ``pred_instances`` of a :class:`GarmentPoseEstimator` with a garment head."""


def with_garment_fields(split_instances: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap ``split_instances``: the dicts of garments have :data:`FIELDS` and plain numbers."""

    @functools.wraps(split_instances)
    def wrapped(instances: Any) -> Any:
        dicts = split_instances(instances)
        if instances is None or any(name not in instances for name in FIELDS):
            return dicts
        for i, garment in enumerate(dicts):
            garment.update({name: instances[name][i].tolist() for name in FIELDS})
            if 'bbox_score' in garment:
                garment['bbox_score'] = float(garment['bbox_score'])
        return dicts

    return wrapped


def patch(module: ModuleType) -> None:
    """Let ``split_instances`` of ``module`` keep the fields of garments."""
    wrap_with_imports(module, 'split_instances', with_garment_fields)


def install() -> None:
    """Patch ``split_instances`` when MMPose is imported."""
    patch_module(MODULE, patch)
