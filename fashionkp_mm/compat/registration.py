"""Components that are registered when MMPose first looks for one: importing them takes seconds.

MMEngine imports the ``locations`` of a registry before the first look-up in it. A registry takes
them when it is made and in no other way, hence the private names, which both MMEngines share.
"""

import importlib

import mmpose.registry
from mmengine.registry import Registry

COMPONENTS = 'fashionkp_mm.components'


def registries() -> list[Registry]:
    """MMPose's own."""
    found = vars(mmpose.registry).values()
    return [one for one in found if isinstance(one, Registry) and one.scope == 'mmpose']


def install() -> None:
    """Let each of MMPose's registries find the components, in whichever one looks first."""
    if any(registry._imported for registry in registries()):  # it will not look a second time
        importlib.import_module(COMPONENTS)
        return
    for registry in registries():
        if COMPONENTS not in registry._locations:
            registry._locations.append(COMPONENTS)
