"""Devices that PyTorch can use."""

import torch


def available_device(name: str | None = None) -> str:
    """Return the name of a device that PyTorch can use.

    Args:
        name: Name of the device, such as 'cuda:1'; by default a GPU of NVIDIA or AMD if there is
            one, else the CPU.

    Raises:
        ValueError: If PyTorch cannot use it on this machine.
    """
    if name is None:
        return 'cuda' if torch.cuda.is_available() else 'cpu'
    try:
        torch.zeros(1, device=name).cpu()
    except torch.cuda.OutOfMemoryError:
        raise
    except (RuntimeError, AssertionError, NotImplementedError) as error:
        choices = ['cpu', *(f'cuda:{index}' for index in range(torch.cuda.device_count()))]
        choices += ['mps'] if torch.backends.mps.is_available() else []
        raise ValueError(f'device {name!r}: expected one of {", ".join(choices)}') from error
    return name


def describe_gpus() -> list[str]:
    """Describe each GPU that PyTorch can use: name, memory and compute capability."""
    gpus = []
    for index in range(torch.cuda.device_count()):
        properties = torch.cuda.get_device_properties(index)
        memory = properties.total_memory / 2**30
        capability = f'{properties.major}.{properties.minor}'
        gpus.append(f'{properties.name}, {memory:.0f} GiB, compute capability {capability}')
    if torch.backends.mps.is_available():
        gpus.append('mps')
    return gpus
