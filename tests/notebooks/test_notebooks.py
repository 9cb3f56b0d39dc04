"""The notebooks run from top to bottom, and are stored without outputs."""

import base64
import re
from pathlib import Path

import cv2
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from fashionkp.optional_packages import INSTALL_STACK

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / 'notebooks').glob('*.ipynb'))
SMALL = """
num_photos = 10
workers = {f'{name}_dataloader.num_workers': 0 for name in ('train', 'val', 'test')}
settings = dict(minutes=0.05, input_size=(64, 64), options=workers)
"""
"""Settings of the fine-tuning, for seconds instead of minutes."""


@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda path: path.stem)
def test_it_is_stored_without_what_a_run_leaves(path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == 'code']
    assert [cell for cell in code if cell.outputs or cell.execution_count is not None] == []
    assert {*notebook.metadata} == {'kernelspec', 'language_info'}


@pytest.mark.parametrize('path', NOTEBOOKS, ids=lambda path: path.stem)
def test_its_first_cell_installs_what_is_missing(path):
    notebook = nbformat.read(path, as_version=4)
    first = next(cell.source for cell in notebook.cells if cell.cell_type == 'code')
    condition, *commands = re.findall(r'^(?:if| +%pip) .*', first, re.MULTILINE)
    assert re.match(r"if find_spec\('\w+'\) is None:", condition)
    assert "'fashionkp-mm[" in commands[0]
    for command in commands[1:]:  # the second half of the default stack
        packages = INSTALL_STACK.partition('--no-deps ')[2].partition(';')[0]
        assert command.endswith(f'--no-deps {packages}')


@pytest.fixture
def executed(tmp_path, monkeypatch):
    """Return a function that runs a notebook and returns its cells of code by their first line."""
    # without data of a project, and with its files in a folder that is removed
    monkeypatch.delenv('FASHIONAI_ROOT', raising=False)
    monkeypatch.setenv('TMPDIR', str(tmp_path))
    monkeypatch.setenv('PYTHONPATH', str(ROOT))
    monkeypatch.setenv('MPLBACKEND', 'module://matplotlib_inline.backend_inline')

    def execute(name: str, settings: str = '') -> dict[str, nbformat.NotebookNode]:
        notebook = nbformat.read(ROOT / 'notebooks' / f'{name}.ipynb', as_version=4)
        for cell in notebook.cells:
            if 'settings' in cell.metadata.get('tags', ()):
                cell.source = settings
        resources = {'metadata': {'path': str(tmp_path)}}
        NotebookClient(notebook, timeout=300, resources=resources).execute()
        return {
            cell.source.splitlines()[-1].strip(): cell
            for cell in notebook.cells
            if cell.cell_type == 'code'
        }

    return execute


def printed(cell: nbformat.NotebookNode) -> str:
    """Return what a cell prints to the standard output, and the text of its value."""
    streams = (output.text for output in cell.outputs if output.get('name') == 'stdout')
    values = (output.data['text/plain'] for output in cell.outputs if 'data' in output)
    return ''.join([*streams, *values])


def images(cell: nbformat.NotebookNode) -> list[np.ndarray]:
    """Return the images that a cell shows, (H, W, 3)."""
    data = [output.data for output in cell.outputs if 'data' in output]
    encoded = [base64.b64decode(each['image/png']) for each in data if 'image/png' in each]
    return [cv2.imdecode(np.frombuffer(each, np.uint8), cv2.IMREAD_COLOR) for each in encoded]


def cell_with(cells: dict[str, nbformat.NotebookNode], text: str) -> nbformat.NotebookNode:
    """Return the only cell whose source contains a text."""
    (found,) = [cell for cell in cells.values() if text in cell.source]
    return found


def test_predict_and_measure(executed):
    cells = executed('predict_and_measure')
    assert re.findall(r'^\w+ ', printed(cell_with(cells, 'Predictor()')), re.MULTILINE) == [
        *('blouse ', 'dress ', 'outwear ', 'skirt ', 'trousers ')
    ]
    (drawing,) = images(cell_with(cells, 'dress.plot()'))
    assert drawing.std() > 10
    lengths = printed(cell_with(cells, 'fashionkp.Reference('))
    assert re.search(r'^chest +40\.0 +0\.0$', lengths, re.MULTILINE)
    (row,) = images(cell_with(cells, 'fashionkp.align('))
    assert row.shape == (512, 3 * 512, 3)
    assert 'knee' in printed(cell_with(cells, 'attributes()'))
    assert 'waist_pixels' in printed(cell_with(cells, 'to_pandas('))


def test_fine_tune(executed):
    pytest.importorskip('mmpose')
    cells = executed('fine_tune', SMALL)
    assert printed(cell_with(cells, 'run_checks(photos)')).startswith('0 errors, 0 warnings')
    assert '8 to train, 2 to validate' in printed(cell_with(cells, '**settings'))
    summary = printed(cell_with(cells, 'print(result.summary)'))
    assert re.search(r'fine-tuned model: NE \d', summary)
    (curves,) = images(cell_with(cells, 'log.curves'))
    assert curves.std() > 10
    assert len(images(cell_with(cells, 'result.folder.model'))) == 2
