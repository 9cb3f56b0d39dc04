"""Fixtures shared by all tests."""

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        '--all-recipes', action='store_true', help='export every recipe too, which takes minutes'
    )


@pytest.fixture(scope='session')
def fashionai_root() -> Path:
    """Folder of the real sample data: FASHIONAI_ROOT, or where a checkout has it beside itself."""
    root = Path(os.environ.get('FASHIONAI_ROOT', ROOT.parent / 'shared' / 'data' / 'fashionai'))
    if not root.is_dir():
        pytest.skip(f'no FashionAI data at {root}')
    return root
