"""The reference of Python has the public names, each once."""

import importlib
import re
from pathlib import Path

import pytest
from generator import python_api

import fashionkp

ROOT = Path(__file__).parents[2]
DIRECTIVE = re.compile(r'^\.\. (?:autoclass|autofunction):: (\S+)', re.MULTILINE)


@pytest.fixture(scope='module')
def pages() -> dict[str, str]:
    return python_api.pages()


def test_the_package_s_names_are_described(pages):
    described = DIRECTIVE.findall(pages['reference/python/fashionkp'])
    public = {name for name in fashionkp.__all__ if not name.startswith('_')}
    assert {name.removeprefix('fashionkp.') for name in described} == public


def test_no_page_is_empty(pages):
    empty = {name for name, page in pages.items() if not DIRECTIVE.findall(page)}
    assert empty == {'reference/python/index'}


def test_nothing_is_described_twice(pages):
    names = [name for page in pages.values() for name in DIRECTIVE.findall(page)]
    values = [
        getattr(importlib.import_module(module), name)
        for module, _, name in (path.rpartition('.') for path in names)
    ]
    assert len(values) == len({id(value) for value in values})


def test_the_score_s_constants_have_their_docstrings(pages):
    data = pages['reference/python/score'].split('.. py:data:: RULES\n')[1]
    assert data.splitlines()[2].strip()


def test_every_component_is_described(pages):
    pattern = r'^@[A-Z_]+\.register_module\(.*\)\nclass (\w+)'
    sources = (path.read_text() for path in (ROOT / 'fashionkp_mm').rglob('*.py'))
    names = {name for text in sources for name in re.findall(pattern, text, re.MULTILINE)}
    described = DIRECTIVE.findall(pages['reference/python/components'])
    assert len(names) > 30
    assert names <= {path.rpartition('.')[2] for path in described}


def test_modules_that_do_not_exist_are_left_out():
    page = python_api.Page('x', 'X', ('fashionkp.no_such_module', 'fashionkp.score'))
    assert [module.__name__ for module in python_api.modules(page)] == ['fashionkp.score']
