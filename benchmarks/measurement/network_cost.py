"""Parameters and FLOPs of a network."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NetworkCost:
    """What a network costs.

    Attributes:
        parameters: Number of its weights.
        flops: Floating-point operations for one image without the flipped one; a multiplication
            and an addition are two.
    """

    parameters: int
    flops: int


def network_cost(model: Any, side: int) -> NetworkCost:
    """Return the cost of a model.

    Args:
        model: Config of the model.
        side: Side of its input, pixels.
    """
    import torch
    from mmengine.config import ConfigDict
    from mmengine.registry import init_default_scope
    from torch.utils.flop_counter import FlopCounterMode

    import fashionkp_mm  # noqa: F401  # before mmpose  # isort: skip
    from mmpose.registry import MODELS

    init_default_scope('mmpose')
    counter = FlopCounterMode(display=False)
    with torch.device('meta'), torch.no_grad(), counter:
        network = MODELS.build(ConfigDict(model)).eval()
        network(torch.empty(1, 3, side, side), None, mode='tensor')
    return NetworkCost(
        sum(weight.numel() for weight in network.parameters()), counter.get_total_flops()
    )
