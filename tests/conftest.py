"""Fixtures shared by all tests."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from built_distributions import Distributions, build_distributions, link_packages, requirements
from hypothesis import HealthCheck, settings
from small_model_card import small_model_card

ROOT = Path(__file__).parent.parent

# The same examples in every run, and no time limit, which a busy machine would miss.
settings.register_profile(
    'steady',
    derandomize=True,
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile('steady')


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption('--slow', action='store_true', help='run the tests marked slow too')
    parser.addoption(
        '--faults', action='store_true', help='run only what docs/reliability.md lists'
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect slow tests without ``--slow``, and all but the tests of faults with ``--faults``."""
    slow, faults = config.getoption('--slow'), config.getoption('--faults')
    named = any('::' in argument for argument in config.args)

    def is_selected(item: pytest.Item) -> bool:
        fault = item.get_closest_marker('faults')
        if faults:
            return fault is not None
        if fault and fault.kwargs.get('alone'):
            return False
        return slow or named or item.get_closest_marker('slow') is None

    selected = [is_selected(item) for item in items]
    deselected = [item for item, kept in zip(items, selected, strict=True) if not kept]
    config.hook.pytest_deselected(items=deselected)
    items[:] = [item for item, kept in zip(items, selected, strict=True) if kept]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_setupnodes(specs: list) -> None:
    """Divide the cores among workers: PyTorch slows down many times over if threads wait for one.

    Each worker, and each process that it starts, would otherwise have a thread for every core.
    """
    os.environ.setdefault('OMP_NUM_THREADS', str(max((os.cpu_count() or 1) // len(specs), 1)))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip tests marked ``gpu`` where PyTorch has no CUDA device."""
    if item.get_closest_marker('gpu') is not None:
        torch = pytest.importorskip('torch')
        if not torch.cuda.is_available():
            pytest.skip('PyTorch has no CUDA device')


@pytest.fixture(scope='session')
def fashionai_root() -> Path:
    """Folder of the real sample data: FASHIONAI_ROOT, or where a checkout has it beside itself."""
    root = Path(os.environ.get('FASHIONAI_ROOT', ROOT.parent / 'shared' / 'data' / 'fashionai'))
    if not root.is_dir():
        pytest.skip(f'no FashionAI data at {root}')
    return root


@pytest.fixture(scope='session')
def program() -> list[str]:
    """The command ``fashionkp``, to be run in a process of its own."""
    script = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'
    return [sys.executable, '-c', script]


@pytest.fixture(scope='session')
def distributions(tmp_path_factory: pytest.TempPathFactory) -> Distributions:
    """The source archive and the wheel of this checkout."""
    return build_distributions(tmp_path_factory.mktemp('distributions'))


@pytest.fixture(scope='session')
def libraries(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing but the requirements of the predictor."""
    folder = tmp_path_factory.mktemp('libraries')
    link_packages(requirements('core', 'runtime'), folder)
    return folder


@dataclass(frozen=True)
class SmallDisk:
    """A disk in memory.

    Attributes:
        path: Mount point.
    """

    path: Path

    def resize(self, kilobytes: int) -> None:
        """Change the size of the disk."""
        mount = ['mount', '-o', f'remount,size={kilobytes}k', str(self.path)]
        subprocess.run(mount, check=True)

    def fill(self) -> None:
        """Fill the disk completely."""
        with (self.path / 'filler').open('wb') as file:
            while free := os.statvfs(self.path).f_bavail:
                file.write(bytes(free * os.statvfs(self.path).f_bsize))
                file.flush()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Callable[[int], SmallDisk]]:
    """Return a function that mounts a disk of a size, kilobytes; skip if that is not permitted."""
    path = tmp_path / 'disk'
    path.mkdir()

    def mounted(kilobytes: int) -> SmallDisk:
        mount = ['mount', '-t', 'tmpfs', '-o', f'size={kilobytes}k', 'tmpfs', str(path)]
        try:
            done = subprocess.run(mount, capture_output=True, text=True)
        except FileNotFoundError:
            pytest.skip('there is no command "mount"')
        if done.returncode:
            pytest.skip(f'a small disk cannot be mounted: {done.stderr.strip()}')
        return SmallDisk(path)

    yield mounted
    if os.path.ismount(path):
        subprocess.run(['umount', '-l', str(path)], check=True)


@pytest.fixture
def bound_by_modes(tmp_path: Path) -> list[str]:
    """Prefix of a command that makes file permissions apply to it, even if root runs it."""
    closed = tmp_path / 'closed'
    closed.mkdir(mode=0)
    drop = ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] if not os.getuid() else []
    try:
        opened = subprocess.run([*drop, 'ls', str(closed)], capture_output=True).returncode == 0
    except FileNotFoundError:
        pytest.skip('root reads every folder, and there is no "setpriv" to drop that right')
    closed.rmdir()
    if opened:
        pytest.skip('every folder can be read here')
    return drop


# A model file as "fashionkp export" writes it, whose predictions can be computed by hand.
# key points in the input, (24, 2): all different, some outside
_POINTS = np.stack([np.arange(24) / 4, 9 - np.arange(24) / 2], axis=-1).astype(np.float32)
# presence of the key points given each category, (5, 24)
_PRESENCE = (np.arange(120).reshape(5, 24) / 120).astype(np.float32)

_TEXT = """
<ir_version: 10, opset_import: ["": 18]>
garments (uint8[N, 8, 8, 3] images) => (
    float[N, 24, 2] points, float[N, 24] scores, float[N, 5, 24] presence,
    float[N, 5] category_probs
) <int64[2] axes = {1, 2}, int64[1] zero = {0}, int64[1] one = {1},
   int64[1] two = {2}, float[1] thousand = {1000.0}, float[1] full = {255.0}, int64[1] last = {-1}>
{
    values = Cast<to=1>(images)
    colors = ReduceMean<keepdims=0>(values, axes)
    blue = Slice(colors, zero, one, one)
    green = Slice(colors, one, two, one)
    shift = Div(blue, thousand)
    nothing = Sub(blue, blue)
    shifts = Concat<axis=1>(shift, nothing)
    each_shift = Unsqueeze(shifts, one)
    points = Add(base, each_shift)
    share = Div(blue, full)
    scores = Add(share, zeros)
    place = Unsqueeze(nothing, last)
    presence = Add(place, kept)
    distance = Sub(green, steps)
    square = Mul(distance, distance)
    nearness = Neg(square)
    category_probs = Softmax<axis=1>(nearness)
}
"""


@dataclass(frozen=True)
class HandModel:
    """An exported model for images of 8 x 8 pixels.

    The mean of blue, 0 to 255, is the score in 255ths and moves x by thousandths of the input's
    pixels; the mean of green chooses the category, 0 the first, 50 the second and so on.

    Attributes:
        path: The file.
        points: The 24 key points, (24, 2), pixels of the input; some are outside.
        presence: Presence of the key points given each category, (5, 24).
    """

    path: Path
    points: np.ndarray
    presence: np.ndarray


@pytest.fixture(scope='session')
def hand_model(tmp_path_factory) -> HandModel:
    """The model file and its expected predictions."""
    onnx = pytest.importorskip('onnx')
    card = small_model_card(name='drawn_by_hand', calibrated=True)
    model = onnx.parser.parse_model(_TEXT)
    steps = np.arange(5, dtype=np.float32) * 50
    zeros = np.zeros(24, np.float32)
    constants = dict(base=_POINTS, kept=_PRESENCE, steps=steps, zeros=zeros)
    model.graph.initializer.extend(
        onnx.numpy_helper.from_array(value, name) for name, value in constants.items()
    )
    for key, value in card.metadata().items():
        model.metadata_props.add(key=key, value=value)
    path = tmp_path_factory.mktemp('hand_model') / 'model.onnx'
    path.write_bytes(model.SerializeToString())
    return HandModel(path, _POINTS, _PRESENCE)
