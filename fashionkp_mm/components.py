"""Registers every component of this package with MMPose's registries when it is imported."""

from mmengine.registry import Registry
from mmpose.registry import HOOKS, KEYPOINT_CODECS, TRANSFORMS

from fashionkp_mm import checkpoints, codecs, datasets, engine, evaluation, models

__all__ = ['checkpoints', 'codecs', 'datasets', 'engine', 'evaluation', 'models']

FORMER_NAMES: tuple[tuple[Registry, dict[str, type]], ...] = (
    (KEYPOINT_CODECS, {'QuickUDPHeatmap': codecs.FastUDPHeatmap}),
    (
        TRANSFORMS,
        {
            'QuickAffine': datasets.FastAffine,
            'QuickBBoxTransform': datasets.FastBBoxTransform,
            'QuickFlip': datasets.FastFlip,
            'QuickPack': datasets.FastPack,
        },
    ),
    (
        HOOKS,
        {
            'KeepMemoryHook': engine.hooks.RetainHeapHook,
            'SameDataHook': engine.hooks.DataFingerprintHook,
            'SameGarmentsHook': engine.hooks.CheckpointCompatibilityHook,
        },
    ),
)
"""Names in the configs of older checkpoints and work dirs, which still have to build."""

for registry, components in FORMER_NAMES:
    for name, component in components.items():
        registry.register_module(name=name, module=component)
