"""Notebooks as pages of the site."""

import json
from pathlib import Path

from generator.markdown import fenced


def notebook_paths(root: Path) -> list[Path]:
    """Return the notebooks of the repository."""
    return sorted((root / 'notebooks').glob('*.ipynb'))


def notebook_text(path: Path) -> str:
    """Return a notebook as Markdown: its texts, and its code as blocks, without outputs."""
    cells = json.loads(path.read_text(encoding='utf-8'))['cells']
    name = f'{path.parent.name}/{path.name}'
    note = f'*This page is the notebook `{name}`, without what its cells print and show.*'
    title, *texts = (
        ''.join(cell['source'])
        if cell['cell_type'] == 'markdown'
        else fenced(''.join(cell['source']), 'python').rstrip()
        for cell in cells
    )
    return '\n\n'.join([title, note, *texts]) + '\n'
