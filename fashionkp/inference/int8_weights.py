"""Eight-bit weights, and processors whose sums of eight-bit products overflow."""

import logging
from pathlib import Path

import numpy as np

from fashionkp.inference.cpu_features import cpu_features
from fashionkp.inference.devices import OPENVINO, Device, DeviceError
from fashionkp.inference.onnx_file import ModelFile, fields, submessage

EXACT_LIMIT = 64
"""Largest magnitude of weights whose sums are exact on every CPU.

x86 processors without VNNI add the products of two activations of 0 to 255 and two weights in 16
bits: 2 * 255 * 64 = 32640 is in range, while larger sums become 32767.
"""

_GRAPH, _INITIALIZER = 7, 5
_TENSOR_TYPE, _RAW_DATA, _INT8 = 2, 9, 3
_LOGGER = logging.getLogger('fashionkp')


def largest_int8_weight(data: bytes) -> int:
    """Return the largest magnitude of the eight-bit weights of an ONNX file; 0 if it has none.

    Args:
        data: Content of the file, which :func:`~fashionkp.inference.onnx_file.read_model_file` has
            checked.
    """
    graphs = [submessage(value) for number, value in fields(memoryview(data)) if number == _GRAPH]
    largest = 0
    for graph in graphs:
        for number, value in fields(graph):
            if number == _INITIALIZER:
                largest = max(largest, _largest(submessage(value)))
    return largest


def _largest(tensor: memoryview) -> int:
    facts = dict(fields(tensor))
    if facts.get(_TENSOR_TYPE) != _INT8 or _RAW_DATA not in facts:
        return 0
    values = np.frombuffer(submessage(facts[_RAW_DATA]), np.int8)
    return int(np.abs(values.astype(np.int16)).max(initial=0))


def require_exact_sums(file: ModelFile, path: Path, device: Device) -> None:
    """Check that the device computes the sums of an int8 model exactly.

    ONNX Runtime is told to, see :mod:`~fashionkp.inference.backends`; OpenVINO has no such setting.
    Files that ``fashionkp export`` writes today are within :data:`EXACT_LIMIT`.

    Raises:
        DeviceError: If sums may overflow.
    """
    if device.runtime != OPENVINO or not device.is_cpu:
        return
    if file.metadata.get('precision') != '"int8"':
        return
    cpu = cpu_features()
    if cpu.is_arm or cpu.has_fast_int8 or largest_int8_weight(file.data) <= EXACT_LIMIT:
        return
    remedy = 'use backend onnxruntime, a float32 file, or export the model again'
    if cpu.has_fast_int8 is None:
        _LOGGER.warning(
            f'{path}: it has eight-bit weights, which OpenVINO computes wrongly on CPUs without '
            f'VNNI, and whether this one has it is unknown: {remedy}'
        )
        return
    raise DeviceError(
        f'{path}: it has eight-bit weights, whose sums overflow in OpenVINO on this CPU, which '
        f'lacks VNNI and AMX (see "fashionkp env"): {remedy}'
    )
