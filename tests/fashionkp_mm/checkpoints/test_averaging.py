"""Tests of averaging the weights of several checkpoints."""

import os

import pytest
import torch
from mmpose.apis import inference_topdown, init_model

from fashionkp.cli.main import main
from fashionkp_mm.apis import average_checkpoints
from fashionkp_mm.compat import UnsafeCheckpointError
from fashionkp_mm.compat.safe_checkpoints import load
from fashionkp_mm.config import load_config


class Code:
    def __reduce__(self):
        return os.system, ('true',)


@pytest.fixture
def saved(tmp_path):
    """Return a function that saves a checkpoint with some weights beside two common ones."""

    def write(name, points=None, **weights):
        common = dict(w=torch.zeros(2), step=torch.tensor(7))
        meta = dict(epoch=3, dataset_meta=dict(keypoint_id2name=points)) if points else {}
        content = dict(meta=meta, state_dict={**common, **weights}, optimizer=dict(lr=0.1))
        torch.save(content, tmp_path / name)
        return tmp_path / name

    return write


def test_weights_are_means_and_counters_are_those_of_the_last(saved, tmp_path):
    counter = 'norm.num_batches_tracked'
    values = [(1.0, 10), (2.0, 20), (6.0, 90)]
    paths = [
        saved(f'{x}.pth', w=torch.full((2,), x), **{counter: torch.tensor(n)}) for x, n in values
    ]
    average_checkpoints(paths, tmp_path / 'new' / 'out.pth')
    content = load(tmp_path / 'new' / 'out.pth')
    assert content['state_dict']['w'].tolist() == [3, 3]
    assert content['state_dict'][counter] == 90
    assert content['state_dict']['step'] == 7
    assert content['meta']['averaged'] == ['1.0.pth', '2.0.pth', '6.0.pth']
    assert 'optimizer' not in content


def test_the_average_has_no_calibration_of_scores(saved, tmp_path):
    calibration = {'score_calibration.coefficients': torch.ones(4)}
    paths = [saved('a.pth', **calibration), saved('b.pth')]
    average_checkpoints(paths, tmp_path / 'out.pth')
    assert {*load(tmp_path / 'out.pth')['state_dict']} == {'w', 'step'}


def test_dtypes_are_kept_and_float16_sums_do_not_overflow(saved, tmp_path):
    weight = torch.tensor([60000.0, 1.0], dtype=torch.float16)  # twice that is infinite
    paths = [saved(name, w=weight) for name in 'ab']
    average_checkpoints(paths, tmp_path / 'out')
    mean = load(tmp_path / 'out')['state_dict']['w']
    assert mean.dtype == torch.float16
    assert mean.tolist() == weight.tolist()


def test_bare_state_dicts_are_averaged(tmp_path):
    for value in (1.0, 3.0):
        torch.save({'w': torch.tensor([value])}, tmp_path / f'{value}')
    average_checkpoints([tmp_path / '1.0', tmp_path / '3.0'], tmp_path / 'out')
    assert load(tmp_path / 'out')['state_dict']['w'].tolist() == [2]


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (dict(more=torch.zeros(1)), 'more: only in the second'),
        (dict(w=torch.zeros(3)), r'w: \(2,\) torch.float32 and \(3,\) torch.float32'),
        (dict(w=torch.zeros(2).double()), r'w: \(2,\) torch.float32 and \(2,\) torch.float64'),
        (dict(step=torch.tensor(8)), 'step: different torch.int64 values'),
        (dict(points={0: 'crotch'}), 'garments: center_front and crotch'),
    ],
)
def test_differences_of_two_models_are_named(change, message, saved, tmp_path):
    first = saved('a.pth', points={0: 'center_front'})
    second = saved('b.pth', **{'points': {0: 'center_front'}, **change})
    with pytest.raises(ValueError, match=rf'a\.pth and .*b\.pth.*\s+{message}'):
        average_checkpoints([first, second], tmp_path / 'out')
    assert not (tmp_path / 'out').exists()


def test_malformed_checkpoints_are_refused(saved, tmp_path):
    good, bad, out = saved('good.pth'), tmp_path / 'bad.pth', tmp_path / 'out'
    common = load(good)['state_dict']
    for content, message in (
        ([1], 'bad.pth: list: expected a checkpoint'),
        ({}, 'bad.pth: holds no weights'),
        ({'state_dict': {'a': 1}}, "bad.pth: 'a' is not a weight"),
        ({'w': torch.tensor([float('nan')])}, 'bad.pth: w is not finite'),
        (
            {'meta': {'dataset_meta': {'keypoint_id2name': ['a']}}, 'state_dict': common},
            'bad.pth: keypoint_id2name',
        ),
    ):
        torch.save(content, bad)
        with pytest.raises(ValueError, match=message):
            average_checkpoints([good, bad], out)
    torch.save(Code(), bad)
    with pytest.raises(UnsafeCheckpointError, match=r'bad\.pth: refused'):
        average_checkpoints([good, bad], out)
    with pytest.raises(FileNotFoundError, match=r'missing\.pth'):
        average_checkpoints([good, tmp_path / 'missing.pth'], out)
    with pytest.raises(ValueError, match='expected two'):
        average_checkpoints([good], out)
    assert not out.exists()


def test_the_command_writes_a_checkpoint_that_predicts(trained, data_root, tmp_path, capsys):
    paths = [str(trained.work_dir / f'epoch_{i}.pth') for i in (1, 2)]
    out = tmp_path / 'mean.pth'
    assert main(['average', *paths, '-o', str(out)]) == 0
    assert 'batch norms' in capsys.readouterr().out
    model = init_model(load_config('cpn_small_skirt'), str(out), 'cpu')
    mean, first, second = (load(path)['state_dict'] for path in (out, *paths))
    weights = [key for key, value in mean.items() if value.is_floating_point()]
    for key in weights:
        torch.testing.assert_close(mean[key], (first[key] + second[key]) / 2)
    assert any(not torch.equal(first[key], second[key]) for key in weights)
    image = next((data_root / 'train' / 'Images' / 'skirt').glob('*.jpg'))
    assert inference_topdown(model, str(image))[0].pred_instances.keypoints.shape == (1, 4, 2)


def test_the_command_names_a_missing_checkpoint(tmp_path, capsys):
    missing = [str(tmp_path / name) for name in ('a.pth', 'b.pth')]
    assert main(['average', *missing, '-o', str(tmp_path / 'out.pth')]) == 2
    assert 'a.pth' in capsys.readouterr().err


def test_the_output_is_none_of_the_inputs(tmp_path):
    for name in 'ab':
        torch.save({'x': torch.ones(1)}, tmp_path / f'{name}.pth')
    with pytest.raises(ValueError, match=r'b\.pth: it is an input'):
        average_checkpoints([tmp_path / 'a.pth', tmp_path / 'b.pth'], tmp_path / 'b.pth')
