"""Print what ``fashionkp_mm.compat.install`` changes in other packages.

    python changed_names.py

A line has the names of a function, class attribute, container or registry, separated by spaces.

Started by the tests in a process of its own: what is changed must be imported before. Stand-ins
come first, since MMPose cannot be imported without them; they change names in ``sys.modules`` only.
"""

import importlib
import sys
import types
import warnings
from typing import Any

HOSTS = ('mmengine', 'mmpose', 'mmdet', 'mmcv', 'torch', 'torchvision', 'warnings', 'numpy')
IMPORTED = ('mmpose.apis', 'mmengine.hub', 'mmengine.infer', 'mmengine.runner', 'torch.hub')
CONTAINERS = (dict, list, set)


def stand_ins() -> None:
    """Import what MMPose needs to be imported, without a change to it."""
    from fashionkp_mm.compat import coco, imgaug
    from fashionkp_mm.compat.mmcv_ops import extension

    for module in (extension, coco, imgaug):
        module.install()


def content(value: Any) -> Any:
    """Return what identifies a value: the object, and the items of a container."""
    if isinstance(value, CONTAINERS) and len(value) < 1000:
        return id(value), tuple(map(id, value.values() if isinstance(value, dict) else value))
    if type(value).__name__ == 'Registry':
        return id(value), tuple(value._locations), tuple(value._module_dict)
    return id(value)


def host_names() -> dict[tuple[str, str], Any]:
    """Return the values of all names in the modules of the hosts and in their classes."""
    names = {}
    modules = {name: module for name, module in sys.modules.items() if module is not None}
    for module_name, module in list(modules.items()):
        if module_name.partition('.')[0] not in HOSTS or not isinstance(module, types.ModuleType):
            continue
        for name, value in list(vars(module).items()):
            names[module_name, name] = value
            if isinstance(value, type) and value.__module__ == module_name:
                for part, member in list(vars(value).items()):
                    names[module_name, f'{name}.{part}'] = member
    return names


def canonical(owner: str, name: str, value: Any) -> str:
    """Return the name of a value; of a function that others import, where it is defined."""
    is_host = getattr(value, '__module__', 'fashionkp').partition('.')[0] in HOSTS
    if '.' not in name and isinstance(value, types.FunctionType) and is_host:
        return f'{value.__module__}.{value.__qualname__}'  # which wrappers keep
    return f'{owner}.{name}'


def main() -> None:
    sys.modules['fashionkp_mm'] = types.ModuleType('fashionkp_mm')  # whose import makes the changes
    import fashionkp

    sys.modules['fashionkp_mm'].__path__ = [f'{fashionkp.__path__[0]}_mm']
    warnings.simplefilter('ignore')
    stand_ins()
    for name in IMPORTED:
        importlib.import_module(name)
    from fashionkp_mm import compat
    from fashionkp_mm.compat import report  # noqa: F401  (what the changes import themselves)

    modules = set(sys.modules)
    before = host_names()
    states = {key: content(value) for key, value in before.items()}
    compat.install()
    changed: dict[int, set[str]] = {}
    for key, value in host_names().items():
        if key[0] in modules and states.get(key) != content(value):
            changed.setdefault(id(value), set()).add(canonical(*key, value))
    print('\n'.join(sorted(' '.join(sorted(names)) for names in changed.values())))


if __name__ == '__main__':
    main()
