"""Patching of modules when they are imported, so that importing this package stays fast."""

import inspect
import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class PatchedLoader(Loader):
    """Loads a module with its own loader, then patches it."""

    def __init__(self, original: Loader, patch: Callable[[ModuleType], None]) -> None:
        self.original = original
        self.patch = patch

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.original.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.original.exec_module(module)
        self.patch(module)


class PatchOnImport(MetaPathFinder):
    """Finds one module through the other finders, and gives it a :class:`PatchedLoader`.

    It remains when the module was found: the import may fail, or not follow, and be made later.
    """

    def __init__(self, name: str, patch: Callable[[ModuleType], None]) -> None:
        self.name = name
        self.patches = [patch]

    def patch(self, module: ModuleType) -> None:
        """Change the module by each patch."""
        for patch in self.patches:
            patch(module)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self.name:
            return None
        others = (finder for finder in sys.meta_path if finder is not self)
        specs = (finder.find_spec(name, path, target) for finder in others)
        spec = next((spec for spec in specs if spec is not None), None)
        if spec is not None and spec.loader is not None:
            spec.loader = PatchedLoader(spec.loader, self.patch)
        return spec


def patch_module(name: str, patch: Callable[[ModuleType], None]) -> None:
    """Patch a module: now if it is imported, else when it is.

    Args:
        name: Full name of the module.
        patch: Changes the module; a second call on it must do nothing.
    """
    if name in sys.modules:
        patch(sys.modules[name])
        return
    finders = (finder for finder in sys.meta_path if isinstance(finder, PatchOnImport))
    own = next((finder for finder in finders if finder.name == name), None)
    if own is None:
        sys.meta_path.insert(0, PatchOnImport(name, patch))
    elif patch not in own.patches:
        own.patches.append(patch)


def wrap_once(owner: Any, name: str, wrap: Callable[[Any], Any]) -> None:
    """Replace a function by a wrapped one, unless it is already.

    Args:
        owner: Module or class that has the function.
        name: Name of the function.
        wrap: Returns the wrapped function.
    """
    original = getattr(owner, name)
    if getattr(original, 'wrapped_by', None) is wrap:
        return
    wrapped = wrap(original)
    wrapped.wrapped_by = wrap
    is_static = isinstance(inspect.getattr_static(owner, name), staticmethod)
    setattr(owner, name, staticmethod(wrapped) if is_static else wrapped)


def wrap_with_imports(module: ModuleType, name: str, wrap: Callable[[Any], Any]) -> None:
    """Replace a function by a wrapped one, also in the modules that have imported it.

    Args:
        module: Module that defines the function. The other modules are those of its package.
        name: Name of the function.
        wrap: Returns the wrapped function.
    """
    original = getattr(module, name)
    wrap_once(module, name, wrap)
    package = module.__name__.partition('.')[0]
    for other_name, other in list(sys.modules.items()):
        if other_name.startswith(package) and getattr(other, name, None) is original:
            setattr(other, name, getattr(module, name))
