"""Tests of patching modules when they are imported."""

import importlib
import importlib.util
import subprocess
import sys

import pytest

from fashionkp_mm.compat.on_import import (
    PatchOnImport,
    patch_module,
    wrap_once,
    wrap_with_imports,
)


@pytest.fixture(autouse=True)
def finders(monkeypatch):
    """Remove the finders that a test adds."""
    monkeypatch.setattr(sys, 'meta_path', [*sys.meta_path])


def test_a_module_is_patched_when_it_is_imported(tmp_path, monkeypatch):
    (tmp_path / 'late_module.py').write_text('value = 1')
    monkeypatch.syspath_prepend(tmp_path)
    finders = len(sys.meta_path)

    def add_one(module):
        module.value += 1

    for _ in range(2):
        patch_module('late_module', add_one)
    assert len(sys.meta_path) == finders + 1
    assert 'late_module' not in sys.modules
    assert importlib.import_module('late_module').value == 2
    patch_module('late_module', lambda module: None)
    assert len(sys.meta_path) == finders + 1
    monkeypatch.delitem(sys.modules, 'late_module')


def test_a_module_has_several_patches_in_their_order(tmp_path, monkeypatch):
    (tmp_path / 'patched_module.py').write_text('value = 1')
    monkeypatch.syspath_prepend(tmp_path)
    patch_module('patched_module', lambda module: setattr(module, 'value', module.value + 1))
    patch_module('patched_module', lambda module: setattr(module, 'value', module.value * 10))
    assert importlib.import_module('patched_module').value == 20
    monkeypatch.delitem(sys.modules, 'patched_module')


def test_a_module_is_patched_after_an_import_that_failed(tmp_path, monkeypatch):
    path = tmp_path / 'failing_module.py'
    path.write_text('import missing_part')
    monkeypatch.syspath_prepend(tmp_path)
    patch_module('failing_module', lambda module: setattr(module, 'value', 5))
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module('failing_module')
    (tmp_path / 'missing_part.py').write_text('')
    importlib.invalidate_caches()
    assert importlib.import_module('failing_module').value == 5
    for name in ('failing_module', 'missing_part'):
        monkeypatch.delitem(sys.modules, name)


def test_a_module_is_patched_after_somebody_looked_for_it(tmp_path, monkeypatch):
    (tmp_path / 'wanted_module.py').write_text('value = 1')
    monkeypatch.syspath_prepend(tmp_path)
    patch_module('wanted_module', lambda module: setattr(module, 'value', 5))
    assert importlib.util.find_spec('wanted_module')
    assert importlib.import_module('wanted_module').value == 5
    monkeypatch.delitem(sys.modules, 'wanted_module')


def test_an_imported_module_is_patched_at_once(tmp_path, monkeypatch):
    (tmp_path / 'early_module.py').write_text('value = 1')
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module('early_module')
    patch_module('early_module', lambda module: setattr(module, 'value', 5))
    assert module.value == 5
    monkeypatch.delitem(sys.modules, 'early_module')


def test_a_function_is_wrapped_once_by_each_wrapper():
    class Owner:
        @staticmethod
        def double(x):
            return 2 * x

    def plus_one(function):
        return lambda x: function(x) + 1

    for _ in range(2):
        wrap_once(Owner, 'double', plus_one)
    assert Owner.double(3) == Owner().double(3) == 7
    wrap_once(Owner, 'double', lambda function: lambda x: -function(x))
    assert Owner.double(3) == -7


def test_a_function_is_wrapped_in_every_module_of_its_package_that_imported_it(
    tmp_path, monkeypatch
):
    package = tmp_path / 'some_package'
    package.mkdir()
    (package / '__init__.py').write_text('from some_package.functions import double')
    (package / 'functions.py').write_text('def double(x):\n    return 2 * x\n')
    (package / 'other.py').write_text('def double(x):\n    return x\n')
    monkeypatch.syspath_prepend(tmp_path)
    modules = [
        importlib.import_module(f'some_package{name}') for name in ('', '.functions', '.other')
    ]

    def plus_one(function):
        return lambda x: function(x) + 1

    for _ in range(2):
        wrap_with_imports(modules[1], 'double', plus_one)
    assert [module.double(3) for module in modules] == [7, 7, 3]
    for module in modules:
        monkeypatch.delitem(sys.modules, module.__name__)


def test_the_finder_ignores_other_modules():
    assert PatchOnImport('late_module', print).find_spec('json', None) is None


def test_installing_imports_no_slow_module():
    # a fresh process, without the rest of the package
    script = """
import sys, types, fashionkp
package = types.ModuleType('fashionkp_mm')
package.__path__ = [fashionkp.__path__[0] + '_mm']
sys.modules['fashionkp_mm'] = package
from fashionkp_mm import compat
compat.install()
print([name for name in ('mmengine.runner', 'mmpose.apis', 'mmcv.ops') if name in sys.modules])
"""
    result = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert result.stdout == '[]\n', result.stderr
