"""Every tool of MMPose that ``fashionkp mmpose`` names runs with a recipe's name."""

import json
import sys

import cv2
import matplotlib.pyplot as plt
import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.cli.main import main
from fashionkp.cli.mmpose import TOOLS
from fashionkp_mm.compat.mmpose_tools import PATHS, seaborn_stand_in, tool_path

CONFIG = 'cpn_small_skirt'
LOADERS = ('train_dataloader', 'val_dataloader', 'test_dataloader')


@pytest.fixture(scope='module')
def settings(data_root) -> list[str]:
    """The option that trains and tests on the four skirts of the archive, without workers."""
    settings = ['train_cfg.max_epochs=1', 'default_hooks.checkpoint.save_optimizer=False']
    for loader in LOADERS:
        settings += [
            f'{loader}.dataset.data_root={data_root}',
            f'{loader}.dataset.split=None',
            f'{loader}.num_workers=0',
            f'{loader}.persistent_workers=False',
            f'{loader}.batch_size=2',
        ]
    return ['--cfg-options', *settings]


@pytest.fixture
def visualizer(tmp_path) -> str:
    """A setting that separates a run from others of this process, which MMEngine would join."""
    return f'visualizer.name={tmp_path.name}'


@pytest.fixture(scope='module')
def checkpoint(trained) -> str:
    return str(trained.work_dir / 'epoch_2.pth')


@pytest.fixture(scope='module')
def photos(data_root) -> list[str]:
    return sorted(map(str, (data_root / 'train' / 'Images' / 'skirt').iterdir()))


def test_every_tool_comes_with_mmpose():
    assert set(PATHS) == set(TOOLS)
    assert all(tool_path(name).stem == name for name in PATHS)


def test_train(settings, visualizer, tmp_path):
    assert (
        main(['mmpose', 'train', CONFIG, '--work-dir', str(tmp_path), *settings, visualizer]) == 0
    )
    assert (tmp_path / 'epoch_1.pth').is_file()
    assert list(tmp_path.glob('best_fashionai_NE_*.pth'))


def test_test(settings, visualizer, checkpoint, photos, tmp_path):
    arguments = ['--work-dir', str(tmp_path), '--out', str(tmp_path / 'metrics.json'), '--badcase']
    arguments += ['--show-dir', str(tmp_path / 'shown'), '--interval', '3', *settings]
    arguments.append(visualizer)
    assert main(['mmpose', 'test', CONFIG, checkpoint, *arguments]) == 0
    metrics = json.loads((tmp_path / 'metrics.json').read_text())
    assert metrics['fashionai/NE'] > 0
    assert len(list((tmp_path / 'shown').iterdir())) == 2  # the first and the fourth
    (results,) = tmp_path.glob('*/badcase/results.json')
    assert len(json.loads(results.read_text())) == len(photos) == 4


@pytest.mark.parametrize('mode', ['original', 'transformed'])
@pytest.mark.parametrize('phase', ['train', 'val'])
def test_browse_dataset(mode, phase, settings, photos, tmp_path):
    arguments = ['--phase', phase, '--mode', mode, '--output-dir', str(tmp_path), '--not-show']
    assert main(['mmpose', 'browse_dataset', CONFIG, *arguments, *settings]) == 0
    drawn = [cv2.imread(str(path)) for path in tmp_path.iterdir()]
    assert len(drawn) == len(photos)
    original, (height, width) = mode == 'original', (96, 96)
    if original:
        height, width = cv2.imread(photos[0]).shape[:2]
    assert {image.shape[1] for image in drawn} == {width}
    assert all(image.shape[0] % height == 0 for image in drawn)  # a heatmap may be below


def test_get_flops(capsys):
    assert main(['mmpose', 'get_flops', CONFIG, '--input-shape', '96', '96']) == 0
    output = capsys.readouterr().out
    assert 'Input shape: (1, 3, 96, 96)' in output
    assert 'Params: 2.99M' in output


def test_print_config(capsys):
    assert main(['mmpose', 'print_config', CONFIG]) == 0
    assert "type='GarmentPoseEstimator'" in capsys.readouterr().out


def test_analyze_logs(trained, tmp_path, capsys):
    log = str(min(trained.work_dir.glob('*/vis_data/scalars.json')))
    assert main(['mmpose', 'analyze_logs', 'cal_train_time', log, '--include-outliers']) == 0
    assert 'average iter time: ' in capsys.readouterr().out
    curve = ['--keys', 'loss', '--backend', 'agg', '--out', str(tmp_path / 'loss.png')]
    before = dict(plt.rcParams)
    assert main(['mmpose', 'analyze_logs', 'plot_curve', log, *curve]) == 0
    plt.rcParams.update(before)
    assert cv2.imread(str(tmp_path / 'loss.png')).std() > 0


def test_image_demo(checkpoint, photos, tmp_path):
    """Without a GPU it needs no option."""
    out = tmp_path / 'drawn.jpg'
    arguments = [photos[0], CONFIG, checkpoint, '--out-file', str(out), '--draw-heatmap']
    assert main(['mmpose', 'image_demo', *arguments]) == 0
    height, width = cv2.imread(photos[0]).shape[:2]
    assert cv2.imread(str(out)).shape[:2] == (2 * height, width)


def test_the_starter_is_a_checkpoint(photos, tmp_path):
    out = tmp_path / 'drawn.jpg'
    arguments = [photos[0], 'starter_all', 'starter', '--out-file', str(out)]
    assert main(['mmpose', 'image_demo', *arguments]) == 0
    assert cv2.imread(str(out)).shape == cv2.imread(photos[0]).shape


def test_inferencer_demo(checkpoint, photos, tmp_path):
    arguments = [photos[0], '--pose2d', CONFIG, '--pose2d-weights', checkpoint]
    arguments += ['--vis-out-dir', str(tmp_path / 'vis'), '--pred-out-dir', str(tmp_path / 'pred')]
    assert main(['mmpose', 'inferencer_demo', *arguments]) == 0
    assert len(list((tmp_path / 'vis').iterdir())) == 1
    (file,) = (tmp_path / 'pred').iterdir()
    (garment,) = json.loads(file.read_text())
    assert garment['category'] == 'skirt'
    assert len(garment['keypoints']) == len(CATEGORIES['skirt'].keypoints)


def test_the_arguments_of_the_process_are_back_after_an_error(tmp_path):
    before = list(sys.argv)
    assert main(['mmpose', 'train', 'cpn_small_coat']) == 2
    assert sys.argv == before


@pytest.mark.parametrize('style', ['dark', 'darkgrid', 'ticks', 'white', 'whitegrid'])
def test_matplotlib_has_the_styles_of_seaborn(style):
    with plt.style.context({}):
        seaborn_stand_in().set_style(style)
        assert plt.rcParams['font.family'] == ['sans-serif']
