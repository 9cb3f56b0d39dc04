"""A pipeline of the recipes with MMPose's own steps: what benchmarks and tests compare it with."""

from typing import Any

# MMPose's own step for each of ours
STOCK = dict(
    OpenImage='LoadImage',
    FastFlip='RandomFlip',
    FastBBoxTransform='RandomBBoxTransform',
    FastAffine='TopdownAffine',
    FastUDPHeatmap='UDPHeatmap',
    FastPack='PackPoseInputs',
)


def of_mmpose(node: Any) -> Any:
    """The same steps, with MMPose's own types."""
    if isinstance(node, list):
        return [of_mmpose(one) for one in node]
    if not isinstance(node, dict):
        return node
    return {
        key: STOCK.get(value, value) if key == 'type' else of_mmpose(value)
        for key, value in node.items()
    }
