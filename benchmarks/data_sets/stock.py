"""Pipelines of the recipes with MMPose's own transforms, as a baseline for comparisons."""

from typing import Any

# counterparts in MMPose
STOCK = dict(
    OpenImage='LoadImage',
    FastFlip='RandomFlip',
    FastBBoxTransform='RandomBBoxTransform',
    FastAffine='TopdownAffine',
    FastUDPHeatmap='UDPHeatmap',
    FastPack='PackPoseInputs',
)


def mmpose_pipeline(node: Any) -> Any:
    """Replace the types of transforms and codecs in a pipeline by MMPose's own."""
    if isinstance(node, list):
        return [mmpose_pipeline(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: STOCK.get(value, value) if key == 'type' else mmpose_pipeline(value)
        for key, value in node.items()
    }
