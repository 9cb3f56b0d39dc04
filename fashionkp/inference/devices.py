"""Devices on which exported models run: the names of ``--device``, and what they need."""

from dataclasses import dataclass
from typing import Any

from fashionkp.inference.cpu_features import core_count
from fashionkp.optional_packages import MissingPackage, require

ONNXRUNTIME, OPENVINO = 'onnxruntime', 'openvino'

GPU_BACKEND = 'onnxruntime-gpu'
"""ONNX Runtime on a GPU of NVIDIA."""

BACKENDS = {ONNXRUNTIME: 'cpu', GPU_BACKEND: 'cuda', OPENVINO: 'openvino:CPU'}
"""Device of each backend if none is given."""

_SUFFIX = 'ExecutionProvider'
_CPU, _CUDA, _TENSORRT = f'CPU{_SUFFIX}', f'CUDA{_SUFFIX}', f'Tensorrt{_SUFFIX}'

RAY_DEVICES = ('cuda', 'tensorrt', 'migraphx', 'rocm')
"""Devices that Ray counts as GPUs and hands out to workers."""

_NUMBERED = (*RAY_DEVICES, 'dml', 'cann')
_PACKAGES = {
    'cuda': 'onnxruntime-gpu',
    'tensorrt': 'onnxruntime-gpu tensorrt',
    'dml': 'onnxruntime-directml',
    'migraphx': 'onnxruntime-migraphx',
    'rocm': 'onnxruntime-rocm',
    'openvino': 'onnxruntime-openvino',
    'qnn': 'onnxruntime-qnn',
    'cann': 'onnxruntime-cann',
}
_LIBRARIES = {
    'cuda': 'a GPU of NVIDIA with this number, and the libraries of CUDA and cuDNN that this '
    'onnxruntime was built for',
    'tensorrt': 'a GPU of NVIDIA with this number, and the libraries of CUDA, cuDNN and TensorRT '
    '(pip install tensorrt) that this onnxruntime was built for',
}


class DeviceError(ValueError):
    """A device cannot run a model."""


@dataclass(frozen=True)
class Device:
    """Where an exported model runs.

    Attributes:
        name: Its name as of ``--device``, such as 'cuda:1' or 'openvino:GPU'.
        runtime: 'onnxruntime' or 'openvino'.
        unit: Execution provider of ONNX Runtime, or OpenVINO's name of a device.
        index: Number among the devices of its kind; None if none was given.
    """

    name: str
    runtime: str
    unit: str
    index: int | None = None

    @property
    def is_cpu(self) -> bool:
        """Whether it is the CPU."""
        return self.unit in (_CPU, 'CPU')

    @property
    def kind(self) -> str:
        """Short name of an execution provider, such as 'cuda'."""
        return _short(self.unit)

    def providers(self) -> list[Any]:
        """Return execution providers with options, for a session of ONNX Runtime."""
        numbered = {} if self.index is None else {'device_id': str(self.index)}
        # single precision, as on the CPU; the default has ten bits of precision in convolutions
        cuda = (_CUDA, {**numbered, 'use_tf32': '0'})
        if self.unit == _CUDA:
            return [cuda]
        if self.unit == _TENSORRT:  # which leaves to CUDA what it cannot run
            return [(_TENSORRT, numbered), cuda]
        return [(self.unit, numbered) if numbered else self.unit]

    def workers(self, threads: int | None) -> int:
        """Return how many threads should predict at the same time, each on one core.

        Args:
            threads: Number of threads that a model may use; None for one a core.
        """
        return threads or core_count() if self.is_cpu else 1

    def needs(self) -> str:
        """Return what an execution provider needs beside its package."""
        return _LIBRARIES.get(self.kind, 'its hardware and its driver')


def choose_device(backend: str | None = None, device: str | None = None) -> Device:
    """Return the device of these names.

    Args:
        backend: One of :data:`BACKENDS`; None for that of the device.
        device: 'cpu', 'openvino:GPU' or another device of OpenVINO, or an execution provider of
            ONNX Runtime in short or in full, such as 'cuda', 'cuda:1' or 'coreml'; None for that of
            the backend.

    Raises:
        ValueError: If one of them is unknown, or they do not go together.
        MissingPackage: If ONNX Runtime is needed and not installed.

    Example:
        >>> choose_device(device='openvino:GPU')
        Device(name='openvino:GPU', runtime='openvino', unit='GPU', index=None)
    """
    if backend not in (None, *BACKENDS):
        raise ValueError(f'backend {backend!r}: expected one of {", ".join(BACKENDS)}')
    name = BACKENDS[backend or ONNXRUNTIME] if device is None else device
    word, colon, rest = name.partition(':')
    if word == OPENVINO or (name == 'cpu' and backend == OPENVINO):
        chosen = Device(name, OPENVINO, rest.upper() or 'CPU')
    elif name == 'cpu':
        chosen = Device(name, ONNXRUNTIME, _CPU)
    else:
        chosen = Device(name, ONNXRUNTIME, _provider(name, word), _index(name, word, colon, rest))
    if backend == GPU_BACKEND and chosen.kind != 'cuda':
        raise ValueError(f'device {name!r}: {GPU_BACKEND} runs on cuda, cuda:1, ... only')
    if backend and not backend.startswith(chosen.runtime):
        raise ValueError(f'device {name!r} is one of {chosen.runtime}, not of backend {backend}')
    return chosen


def _short(provider: str) -> str:
    return provider.removesuffix(_SUFFIX).lower()


def _provider(name: str, word: str) -> str:
    """Return the execution provider of a word."""
    providers = require('onnxruntime').get_all_providers()
    for provider in providers:
        if word in (provider, _short(provider)) and provider != _CPU:
            return str(provider)
    known = sorted({_short(provider) for provider in providers} - {'cpu', OPENVINO})
    raise ValueError(
        f'device {name!r}: expected cpu, openvino:GPU, or one of ONNX Runtime: {", ".join(known)}'
    )


def _index(name: str, word: str, colon: str, digits: str) -> int | None:
    if not colon:
        return None
    if _short(word) not in _NUMBERED or not (digits.isascii() and digits.isdecimal()):
        raise ValueError(f'device {name!r}: expected {word}, or a number as in cuda:1')
    return int(digits)


def require_provider(device: Device) -> None:
    """Check that the installed ONNX Runtime has an execution provider.

    Raises:
        MissingPackage: If it has not; the message says what to install.
    """
    present = require('onnxruntime').get_available_providers()
    if device.unit in present:
        return
    package = _PACKAGES.get(device.kind)
    install = 'install a build of ONNX Runtime with it'
    if package:
        install = f'pip uninstall onnxruntime, then pip install {package}'
    raise MissingPackage(
        f'device {device.name!r}: the installed onnxruntime has no {device.unit}, only '
        f'{", ".join(present)}: {install}'
    )


def accelerated_session(onnxruntime: Any, model: bytes, options: Any, device: Device) -> Any:
    """Return a session that does not leave the whole model to the CPU, as ONNX Runtime would.

    Raises:
        DeviceError: If the device cannot run the model.
        MissingPackage: If the installed ONNX Runtime has no such provider.
    """
    require_provider(device)
    if hasattr(onnxruntime, 'preload_dlls') and device.kind in ('cuda', 'tensorrt'):
        onnxruntime.preload_dlls()  # finds CUDA and cuDNN among the packages of PyTorch
    options.add_session_config_entry('session.record_ep_graph_assignment_info', '1')
    try:
        session = onnxruntime.InferenceSession(
            model, options, providers=device.providers(), enable_fallback=0
        )
    except Exception as error:
        raise DeviceError(
            f'device {device.name!r} cannot run the model: {error}: expected {device.needs()}'
        ) from error
    if device.unit not in session.get_providers():
        raise DeviceError(
            f'device {device.name!r}: {device.unit} cannot be loaded: expected {device.needs()} '
            '(onnxruntime logs what is missing)'
        )
    read = getattr(session, 'get_provider_graph_assignment_info', None)  # since 1.24
    if read and device.unit not in {part.ep_name for part in read()}:
        raise DeviceError(
            f'device {device.name!r}: {device.unit} supports no layer of the model, and all would '
            'run on the CPU: expected another device'
        )
    return session


def require_openvino_device(core: Any, device: Device) -> None:
    """Check that OpenVINO finds a device.

    Args:
        core: The core of OpenVINO.
        device: The device.

    Raises:
        MissingPackage: If it does not; the message says what to install.
    """
    present = core.available_devices
    if device.unit in (*present, *(name.partition('.')[0] for name in present)):
        return
    raise MissingPackage(
        f'device {device.name!r}: OpenVINO finds {", ".join(present)} only: for a GPU of Intel '
        'install its OpenCL driver (apt-get install intel-opencl-icd), for an NPU its driver'
    )
