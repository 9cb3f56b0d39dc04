"""Tests of the graph of a model that cannot be traced."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from fashionkp_mm.export.graph import export_graph


class DataDependent(nn.Module):
    """Network with control flow that depends on the images, which cannot be traced."""

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        return (images * 2,) * 4 if images.float().sum() > 0 else (images,) * 4


def test_a_model_that_cannot_be_traced_raises_with_the_version_of_pytorch():
    network: Any = DataDependent()
    with pytest.raises(ValueError, match='cannot trace this model: ') as raised:
        export_graph(network, (8, 8))
    assert torch.__version__ in str(raised.value)
    assert '\n' not in str(raised.value)
