"""The reference of the Python packages, from their docstrings."""

import ast
import importlib
import importlib.util
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from types import ModuleType
from typing import Any

from generator.markdown import escape, fenced, table, toctree


@dataclass(frozen=True)
class Page:
    """A page of the reference.

    Attributes:
        name: Name of the page.
        title: Its title.
        modules: The modules whose public names it describes; those that do not exist are left out.
    """

    name: str
    title: str
    modules: tuple[str, ...]


PAGES = (
    Page('fashionkp', 'Prediction and measurement', ('fashionkp',)),
    Page(
        'facts',
        'Key points and categories',
        ('fashionkp.keypoints', 'fashionkp.categories', 'fashionkp.custom_garments'),
    ),
    Page('annotations', 'Annotations', ('fashionkp.annotations',)),
    Page(
        'predictions',
        'Predictions',
        (
            'fashionkp.predictions.files',
            'fashionkp.predictions.jsonl',
            'fashionkp.predictions.parquet',
            'fashionkp.predictions.columns',
            'fashionkp.predictions.table',
            'fashionkp.predictions.heatmaps',
            'fashionkp.predictions.data_frame',
            'fashionkp.predictions.coco_results',
            'fashionkp.predictions.supervision_keypoints',
            'fashionkp.predictions.ensemble',
        ),
    ),
    Page('score', 'Score', ('fashionkp.score',)),
    Page('measurements', 'Measurements', ('fashionkp.measurements',)),
    Page('attributes', 'Attributes', ('fashionkp.attributes',)),
    Page(
        'alignment',
        'Alignment',
        (
            'fashionkp.alignment.align',
            'fashionkp.alignment.crop',
            'fashionkp.alignment.targets',
            'fashionkp.alignment.parts',
            'fashionkp.alignment.transforms',
        ),
    ),
    Page(
        'formats',
        'Formats of others',
        (
            'fashionkp.formats.coco',
            'fashionkp.formats.cvat',
            'fashionkp.formats.label_studio',
            'fashionkp.formats.deepfashion2',
            'fashionkp.formats.yolo',
            'fashionkp.formats.wide_table',
        ),
    ),
    Page('recipes', 'Configs in Python', ('fashionkp_mm.recipes', 'fashionkp_mm.channels')),
)

COMPONENTS = 'components'
"""Name of the page of the components for MMPose."""


def modules(page: Page) -> list[ModuleType]:
    """Return those modules of a page that exist."""
    return [importlib.import_module(name) for name in page.modules if _exists(name)]


def _exists(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def public_names(module: ModuleType) -> list[str]:
    """Return ``__all__``, or the public names that a module defines."""
    if hasattr(module, '__all__'):
        return list(module.__all__)
    names = [
        name
        for name, value in vars(module).items()
        if (inspect.isclass(value) or inspect.isfunction(value))
        and value.__module__ == module.__name__
    ]
    return [name for name in (*names, *data_docs(module)) if not name.startswith('_')]


def data_docs(module: ModuleType) -> dict[str, str]:
    """Return the docstrings below the assignments of a module, by the assigned name."""
    body = ast.parse(inspect.getsource(module)).body
    docs = {}
    for statement, below in pairwise(body):
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign):
            targets = [statement.target]
        is_text = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        if is_text and targets and isinstance(targets[0], ast.Name):
            docs[targets[0].id] = inspect.cleandoc(str(below.value.value))
    return docs


def sources(module: ModuleType) -> dict[str, str]:
    """Return the module that each name is imported from in the code of a module."""
    imports = (
        node
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ImportFrom) and node.module
    )
    return {alias.name: node.module for node in imports for alias in node.names}


def module_reference(module: ModuleType, described: set[int]) -> Iterator[str]:
    """Yield the reST of a module's public names.

    Args:
        module: The module.
        described: Identities of the objects that another module describes; extended.
    """
    yield f'.. module:: {module.__name__}\n'
    yield f'{inspect.cleandoc(module.__doc__ or "")}\n'
    origins = sources(module)
    for name in public_names(module):
        value = getattr(module, name)
        is_code = inspect.isclass(value) or inspect.isroutine(value)
        if name.startswith('_') or (is_code and id(value) in described):
            continue
        if is_code:
            described.add(id(value))
            kind = 'class' if inspect.isclass(value) else 'function'
            members = '   :members:\n' if kind == 'class' else ''
            yield f'.. auto{kind}:: {module.__name__}.{name}\n{members}'
        else:
            origin = importlib.import_module(origins.get(name, module.__name__))
            yield from _data(module, name, data_docs(origin).get(name, ''))


def _data(module: ModuleType, name: str, doc: str) -> Iterator[str]:
    yield f'.. py:data:: {name}\n   :module: {module.__name__}\n'
    yield from (f'   {line}' for line in doc.splitlines())
    yield ''


def component_reference() -> Iterator[str]:
    """Yield the reST of the components of ``fashionkp_mm``, by MMPose's registries."""
    from mmengine.registry import Registry
    from mmpose import registry as registries

    import fashionkp_mm.components  # noqa: F401
    import fashionkp_mm.inference.inferencer  # noqa: F401

    for registry_name, registry in sorted(vars(registries).items()):
        if not isinstance(registry, Registry):
            continue
        found = {value for value in registry.module_dict.values() if _is_ours(value)}
        if found:
            yield f'{registry_name}\n{"-" * len(registry_name)}\n'
        for component in sorted(found, key=lambda value: value.__name__):
            yield f'.. autoclass:: {component.__module__}.{component.__name__}\n'


def _is_ours(component: Any) -> bool:
    return getattr(component, '__module__', '').startswith('fashionkp_mm.')


def _rest(lines: Iterator[str]) -> str:
    return fenced('\n'.join(lines), '{eval-rst}')


def pages() -> dict[str, str]:
    """Return the pages of the Python reference by name."""
    described: set[int] = set()
    result = {}
    rows = []
    for page in PAGES:
        parts = [_rest(module_reference(module, described)) for module in modules(page)]
        if parts:
            result[f'reference/python/{page.name}'] = '\n'.join([f'# {page.title}\n', *parts])
            names = ', '.join(f'`{module.__name__}`' for module in modules(page))
            rows.append((f'[{escape(page.title)}]({page.name}.md)', names))
    result[f'reference/python/{COMPONENTS}'] = '\n'.join(
        [
            '# Components for MMPose\n',
            '`import fashionkp_mm` registers these classes with the registries of MMPose, so that '
            'configs can name them.\n',
            _rest(component_reference()),
        ]
    )
    rows.append((f'[Components for MMPose]({COMPONENTS}.md)', '`fashionkp_mm`'))
    index = ['# Python\n', table(('page', 'modules'), rows), toctree(result)]
    return result | {'reference/python/index': '\n'.join(index)}
