"""Tests of NumPy arrays from bfloat16 tensors."""

import numpy as np
import torch
from mmpose.utils import tensor_utils


def test_bfloat16_becomes_float32_also_in_a_sequence():
    tensor = torch.tensor([1.0, 0.1], dtype=torch.bfloat16)
    expected = tensor.float().numpy()
    array = tensor_utils.to_numpy(tensor)
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array, expected)
    for array in tensor_utils.to_numpy([tensor, tensor]):
        np.testing.assert_array_equal(array, expected)


def test_other_types_stay():
    tensor = torch.tensor([1.0, 0.1], dtype=torch.float64)
    assert tensor_utils.to_numpy(tensor).dtype == np.float64
