"""Devices of this machine, and the state of what this package changes in its host."""

import torch

from fashionkp_mm.compat.devices import describe_gpus
from fashionkp_mm.compat.host_changes import HOST_CHANGES


def report() -> dict[str, str]:
    """Return the rows of ``fashionkp env`` that need PyTorch: devices, then host changes."""
    build = torch.version.cuda or torch.version.hip or 'CPU only'
    gpus = describe_gpus()
    rows = {'PyTorch built for': build, 'PyTorch threads': str(torch.get_num_threads())}
    rows.update({f'GPU {index}': gpu for index, gpu in enumerate(gpus)} or {'GPU': 'none'})
    rows.update({change.name: change.state() for change in HOST_CHANGES})
    return rows
