"""MMPose's own tools, run with what they lack on the default stack.

MMPose's wheel has them as scripts beside its configs. They find the components, the configs and the
checkpoints of this package by the changes of :mod:`fashionkp_mm.compat`.
"""

import importlib.util
import runpy
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from unittest.mock import patch

PATHS = {
    'analyze_logs': 'tools/analysis_tools/analyze_logs.py',
    'browse_dataset': 'tools/misc/browse_dataset.py',
    'get_flops': 'tools/analysis_tools/get_flops.py',
    'image_demo': 'demo/image_demo.py',
    'inferencer_demo': 'demo/inferencer_demo.py',
    'print_config': 'tools/analysis_tools/print_config.py',
    'test': 'tools/test.py',
    'train': 'tools/train.py',
}
"""Path of each tool, relative to the folder ``.mim`` of MMPose."""


def tool_path(name: str) -> Path:
    """Return the script of a tool.

    Args:
        name: One of :data:`PATHS`.

    Raises:
        FileNotFoundError: If the installed MMPose comes without it.
        ModuleNotFoundError: If MMPose is not installed.
    """
    spec = importlib.util.find_spec('mmpose')
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("No module named 'mmpose'", name='mmpose')
    path = Path(spec.origin).parent / '.mim' / PATHS[name]
    if not path.is_file():
        raise FileNotFoundError(f'no tool {path}: the installed MMPose comes without its tools')
    return path


def run_tool(name: str, arguments: Sequence[str]) -> None:
    """Run a tool in this process.

    Args:
        name: One of :data:`PATHS`.
        arguments: Its arguments; 'starter' stands for the starter model's weights.

    Raises:
        SystemExit: If the tool ends so, as for ``--help``.
    """
    path = tool_path(name)
    arguments = [_starter() if word == 'starter' else word for word in arguments]
    if name == 'image_demo' and not any(word.startswith('--device') for word in arguments):
        arguments += ['--device', _device()]  # MMPose's default is a GPU, whether there is one
    with patch.object(sys, 'argv', [f'fashionkp mmpose {name}', *arguments]), _seaborn():
        runpy.run_path(str(path), run_name='__main__')


def _starter() -> str:
    """Return the path of the starter model; the tools know only paths of checkpoints."""
    from fashionkp.model_zoo.names import find_model  # reads custom garments

    return str(find_model('starter'))


def _device() -> str:
    from fashionkp_mm.compat.devices import available_device  # imports PyTorch

    return available_device()


@contextmanager
def _seaborn() -> Iterator[None]:
    """Let the import of seaborn, which ``analyze_logs`` needs, find a stand-in if it is missing."""
    if importlib.util.find_spec('seaborn'):
        yield
        return
    sys.modules['seaborn'] = seaborn_stand_in()
    try:
        yield
    finally:
        del sys.modules['seaborn']


def seaborn_stand_in() -> ModuleType:
    """Return a module with the one function of seaborn that MMPose calls, ``set_style``."""
    module = ModuleType('seaborn')
    module.set_style = _set_style  # type: ignore[attr-defined]
    return module


def _set_style(style: str) -> None:
    """Set a style of seaborn, all of which Matplotlib has."""
    import matplotlib.pyplot as plt

    plt.style.use(f'seaborn-v0_8-{style}')
