"""``fashionkp train RECIPE --each``, with processes that train nothing, and once for real."""

import shlex
import shutil
from pathlib import Path

import pytest

pytest.importorskip('mmengine')

from fashionkp.annotations import read_annotations, read_submission, write_annotations
from fashionkp.categories import CATEGORIES, CATEGORY_IDS
from fashionkp.cli import train_each as module
from fashionkp.cli.main import main
from fashionkp.cli.train import parse_args
from fashionkp.score import score_tables


class Trainings:
    """Stand-in for processes: leaves a checkpoint, unless the category is to fail."""

    def __init__(self, failing: str | None = None) -> None:
        self.failing = failing
        self.commands: dict[str, list[str]] = {}

    def __call__(self, devices: list) -> 'Trainings':
        return self

    def run(self, commands: dict[str, list[str]]) -> dict[str, tuple[int, str]]:
        self.commands = commands
        for category in commands:
            if category != self.failing:
                save(Path(commands[category][3]), 'epoch_1.pth')
        return {c: (2, 'no image a.jpg') if c == self.failing else (0, 'next') for c in commands}


def save(work_dir: Path, name: str) -> None:
    work_dir.mkdir(parents=True, exist_ok=True)
    (work_dir / name).write_bytes(b'\x80')  # looks like an old checkpoint


@pytest.fixture
def trainings(monkeypatch):
    """Return a function that replaces the processes and the test of the models."""

    def replace(**settings) -> Trainings:
        trainings = Trainings(**settings)
        monkeypatch.setattr(module, 'Processes', trainings)
        monkeypatch.setattr(
            'fashionkp_mm.apis.category_models.evaluate_together', lambda models, submission: []
        )
        return trainings

    return replace


EPOCH = ['--cfg-options', 'train_cfg.max_epochs=1']


def run(folder: Path, *options: str) -> int:
    return main(['train', 'cpn_small_all', '--each', '--work-dir', str(folder), *options, *EPOCH])


def test_each_category_is_trained_with_the_options(trainings, tmp_path, capsys):
    trained = trainings()
    options = (
        '--from a.onnx --amp --refine-crop --any-rotation --input-size 128 96 --no-flip '
        '--logger wandb'
    )
    assert run(tmp_path, *options.split()) == 0
    assert [*trained.commands] == [*CATEGORIES]
    command = trained.commands['skirt']
    expected = parse_args(['cpn_small_skirt', *options.split(), *EPOCH])
    expected.work_dir = f'{tmp_path}/cpn_small_skirt'
    assert command[0] == 'train'
    assert parse_args(command[1:]) == expected
    route = capsys.readouterr().out.splitlines()[-1]
    assert route.startswith('next: fashionkp predict TABLE.csv --route blouse=,')
    assert f'--route skirt=,{tmp_path}/cpn_small_skirt/epoch_1.pth' in route


def test_a_failing_category_is_reported_and_the_others_are_tested(trainings, tmp_path, capsys):
    trainings(failing='dress')
    assert run(tmp_path) == 1
    output = capsys.readouterr()
    assert 'dress failed with exit status 2: no image a.jpg' in output.err
    assert 'skirt=' in output.out
    assert 'dress=' not in output.out


def test_resuming_skips_what_is_finished_and_resumes_what_has_a_checkpoint(trainings, tmp_path):
    save(tmp_path / 'cpn_small_blouse', 'epoch_1.pth')
    save(tmp_path / 'cpn_small_dress', 'iter_7.pth')
    trained = trainings()
    assert run(tmp_path, '--resume', '--from', 'joint.onnx') == 0
    assert [*trained.commands] == [name for name in CATEGORIES if name != 'blouse']
    assert '--resume' in trained.commands['dress']
    assert '--from' not in trained.commands['dress']
    assert trained.commands['skirt'][4:6] == ['--from', 'joint.onnx']


def test_checkpoints_are_not_replaced(trainings, tmp_path, capsys):
    save(tmp_path / 'cpn_small_skirt', 'epoch_1.pth')
    trained = trainings()
    assert run(tmp_path) == 2
    assert 'continue it with --resume' in capsys.readouterr().err
    assert trained.commands == {}


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['cpn_smal', '--each'], 'cpn_smal: expected the name of a recipe: cpn_small'),
        (['cpn_small_skirt', '--each'], 'cpn_small_skirt: expected the name of a recipe'),
        (['cpn_small', '--each', '--launcher', 'pytorch'], '--launcher pytorch with --each'),
        (['cpn_small', '--each', '--resume', 'a.pth'], '--resume a.pth with --each'),
        (['cpn_small', '--each', '--cfg-options', 'train_cfg.max_epoch=1'], 'max_epochs'),
    ],
)
def test_what_does_not_go_together_is_refused(trainings, arguments, message, capsys):
    trainings()
    assert main(['train', *arguments]) == 2
    assert message in capsys.readouterr().err


def test_each_gpu_trains_a_category_at_a_time(monkeypatch):
    monkeypatch.setattr('torch.cuda.device_count', lambda: 2)
    assert module._devices({}) == ['0', '1']
    assert module._devices({'CUDA_VISIBLE_DEVICES': '3,5'}) == ['3', '5']
    monkeypatch.setattr('torch.cuda.device_count', lambda: 1)
    assert module._devices({'CUDA_VISIBLE_DEVICES': '3'}) == [None]


@pytest.mark.slow
def test_five_models_are_trained_tested_and_predict_together(tmp_path, monkeypatch, capfd):
    data = tmp_path / 'data'
    assert main(['synth', str(data / 'train'), '--num', '60', '--seed', '0']) == 0
    shutil.rmtree(data / 'train' / 'Images' / 'dress')  # so that the dresses fail
    options = [
        *['train_cfg.max_epochs=1', 'train_dataloader.num_workers=0'],
        *[f'{name}_dataloader.dataset.data_root={data}' for name in ('train', 'val', 'test')],
        *[f'{name}_dataloader.dataset.split=None' for name in ('train', 'val', 'test')],
    ]
    folder = tmp_path / 'each'
    command = ['train', 'cpn_small', '--each', '--work-dir', str(folder), '--cfg-options', *options]
    assert main(command) == 1
    output = capfd.readouterr()
    assert 'dress failed with exit status 2' in output.err
    rows = dict(
        line.split(maxsplit=1)
        for line in output.out.partition('category  images')[2].splitlines()[1:6]
    )
    assert [*rows] == [name for name in CATEGORIES if name != 'dress'] + ['all']

    truth = read_annotations(data / 'train' / 'Annotations' / 'train.csv')
    truth = truth.take(truth.category_ids != CATEGORY_IDS['dress'])
    score = score_tables(truth, read_submission(folder / 'submission.csv'))
    assert rows['all'].split()[:3] == [str(score.images), str(score.points), f'{score.ne:.3f}']

    # the printed command predicts the same
    line = next(line for line in output.out.splitlines() if line.startswith('next: '))
    table = data / 'train' / 'Annotations' / 'no_dresses.csv'
    write_annotations(table, truth)
    predict = shlex.split(line.removeprefix('next: fashionkp '))
    predict[predict.index('TABLE.csv')] = str(table)
    monkeypatch.chdir(tmp_path)
    assert main([*predict, '-o', 'predicted.csv']) == 0
    predicted = read_submission(tmp_path / 'predicted.csv')
    assert score_tables(truth, predicted).ne == pytest.approx(score.ne, abs=1e-3)
