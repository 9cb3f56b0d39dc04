"""Notebooks are pages of the site."""

import json

import pytest
from built_distributions import ROOT
from generator.notebooks import notebook_paths, notebook_text
from generator.source_pages import SourceFiles, site_text


@pytest.fixture
def notebook(tmp_path):
    """A notebook of a text and a cell of code."""
    path = tmp_path / 'notebooks' / 'a.ipynb'
    path.parent.mkdir()
    cells = [
        {'cell_type': 'markdown', 'source': ['# A\n', 'b']},
        {'cell_type': 'code', 'source': ['x = 1\n', 'x'], 'outputs': [{'text': '1'}]},
    ]
    path.write_text(json.dumps({'cells': cells}))
    return path


def test_texts_are_text_and_code_is_a_block(notebook):
    title, note, code = notebook_text(notebook).split('\n\n', 2)
    assert title == '# A\nb'
    assert '`notebooks/a.ipynb`' in note
    assert code.rstrip() == '```python\nx = 1\nx\n```'
    assert notebook_paths(notebook.parents[1]) == [notebook]


@pytest.mark.parametrize('path', notebook_paths(ROOT), ids=lambda path: path.stem)
def test_links_of_notebooks_lead_to_pages(path):
    files = SourceFiles(ROOT)
    text = site_text(path, files)
    assert '](/' in text
    assert '](../' not in text
    assert files.pages == {}  # to pages, not to files
    assert files.target(ROOT / 'docs' / 'index.md', f'../notebooks/{path.name}') == (
        f'/{path.stem}.md'
    )
