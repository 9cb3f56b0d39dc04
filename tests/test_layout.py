"""The shape of the repository: sizes of files and functions, and tests that mirror the packages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ('fashionkp', 'fashionkp_mm')
MODULES = sorted(path for name in PACKAGES for path in (ROOT / name).rglob('*.py'))

LONGEST_FILE = 250
LONGEST_FUNCTION = 40
MOST_FLAT_MODULES = 10

TESTED_ELSEWHERE = {
    'fashionkp/cli/data_arguments.py': 'fashionkp/cli/test_main.py',
    'fashionkp/images/suffixes.py': 'fashionkp/inference/test_sources.py',
    'fashionkp/inference/source_image.py': 'fashionkp/inference/test_sources.py',
    'fashionkp/synthetic/': 'fashionkp/synthetic/scene/test_render.py',
    'fashionkp/version.py': 'test_wheel.py',
}
"""Modules, and folders (with a slash), without a mirrored test; and the test that covers them."""


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the name and the number of lines of each function, without its decorators."""
    for node in ast.walk(ast.parse(path.read_text(encoding='utf-8'))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_files_are_short():
    files = [*MODULES, *(ROOT / 'tests').rglob('*.py')]
    lengths = {relative(path): len(path.read_text().splitlines()) for path in files}
    assert {name: n for name, n in lengths.items() if n > LONGEST_FILE} == {}


def test_functions_are_short():
    lengths = {
        f'{relative(path)}:{name}': lines for path in MODULES for name, lines in functions(path)
    }
    assert {name: n for name, n in lengths.items() if n > LONGEST_FUNCTION} == {}


@pytest.mark.parametrize('package', PACKAGES)
def test_few_modules_lie_flat(package):
    flat = [path for path in (ROOT / package).glob('*.py') if path.name != '__init__.py']
    assert len(flat) <= MOST_FLAT_MODULES


def has_mirrored_test(path: Path) -> bool:
    folder = ROOT / 'tests' / path.parent.relative_to(ROOT)
    return (folder / f'test_{path.stem}.py').is_file() or any(
        folder.glob(f'test_{path.stem}_properties.py')
    )


def test_every_module_has_a_mirrored_test():
    untested = [
        relative(path)
        for path in MODULES
        if path.name != '__init__.py'
        and not has_mirrored_test(path)
        and not relative(path).startswith(tuple(TESTED_ELSEWHERE))
    ]
    assert untested == []


def test_the_list_of_excuses_is_not_stale():
    for name, test in TESTED_ELSEWHERE.items():
        assert (ROOT / name).exists(), name
        assert (ROOT / 'tests' / test).is_file(), test
        assert name.endswith('/') or not has_mirrored_test(ROOT / name), name
