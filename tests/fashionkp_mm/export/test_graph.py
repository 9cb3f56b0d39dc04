"""Making a graph of a model, where that cannot be done."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from fashionkp_mm.export.graph import exported


class Undecided(nn.Module):
    """What it computes depends on what the images show, which no graph can say."""

    def forward(self, images: Tensor) -> tuple[Tensor, ...]:
        return (images * 2,) * 4 if images.float().sum() > 0 else (images,) * 4


def test_a_model_that_cannot_be_traced_is_one_error_with_the_version_of_pytorch():
    network: Any = Undecided()
    with pytest.raises(ValueError, match='cannot trace this model: ') as refused:
        exported(network, (8, 8))
    assert torch.__version__ in str(refused.value)
    assert '\n' not in str(refused.value)
