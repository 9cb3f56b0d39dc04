"""Registration of this package's components when MMPose first looks one up.

Importing them takes seconds. MMEngine imports the ``locations`` of a registry before the first
look-up in it, but takes them only when the registry is created; hence the private attributes, which
are the same in both families of MMEngine.
"""

import importlib

import mmpose.registry
from mmengine.registry import Registry

COMPONENTS = 'fashionkp_mm.components'


def mmpose_registries() -> list[Registry]:
    """Return the registries of MMPose's own scope."""
    members = vars(mmpose.registry).values()
    return [item for item in members if isinstance(item, Registry) and item.scope == 'mmpose']


def install() -> None:
    """Let each registry of MMPose import the components, whichever is asked first."""
    registries = mmpose_registries()
    if any(registry._imported for registry in registries):  # imports its locations only once
        importlib.import_module(COMPONENTS)
        return
    for registry in registries:
        if COMPONENTS not in registry._locations:
            # a new list: all registries without locations share that of a default argument
            registry._locations = [*registry._locations, COMPONENTS]
