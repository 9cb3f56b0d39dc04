"""Checkpoints that want to run code, given to everything that opens a checkpoint."""

import os
from contextlib import suppress

import pytest
import torch
from mmpose.apis import MMPoseInferencer, init_model
from mmpose.models import build_backbone

from fashionkp.cli.main import main
from fashionkp_mm.apis import FashionInferencer, average_checkpoints, evaluate, train
from fashionkp_mm.compat import UnsafeConfigError
from fashionkp_mm.config import load_config
from fashionkp_mm.export import export_model
from fashionkp_mm.export.onnx_export import known_ne
from fashionkp_mm.inference.garment_detector import GarmentDetector

pytestmark = pytest.mark.faults

NAME = 'cpn_small_skirt'
DETECTOR = 'rtmdet_tiny_8xb32-300e_coco'


class Call:
    """A pickle of it calls ``function`` when it is loaded."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def plain(trace):
    """The call that every tutorial on pickles shows."""
    return Call(os.system, f'touch {trace}')


def roundabout(trace):
    """From ``getattr``, which MMEngine's log history needs, to ``exec``."""
    execute = Call(getattr, Call(getattr, getattr, '__self__'), 'exec')
    code = f"open({str(trace)!r}, 'w').close()"
    return Call(torch._tensor._rebuild_from_type_v2, execute, torch.Tensor, (code,), {})


@pytest.fixture
def bad(tmp_path):
    """Writes a checkpoint with code in it, of the zipped format or of the old one."""

    def write(payload, place, zipped):
        content = dict(
            meta=dict(cfg='', epoch=1, iter=1),
            state_dict={'backbone.a': torch.zeros(1)},
            ema_state_dict={'steps': torch.tensor(1)},
            optimizer=dict(state={}, param_groups=[]),
            message_hub=dict(runtime_info={}),
        )
        content[place]['x'] = payload(tmp_path / 'trace')
        torch.save(content, tmp_path / 'bad.pth', _use_new_zipfile_serialization=zipped)
        return str(tmp_path / 'bad.pth')

    return write


def from_pretrained(path, **backbone):
    """A backbone that is to start from the file."""
    checkpoint = dict(type='Pretrained', checkpoint=path)
    build_backbone(dict(init_cfg=checkpoint, **backbone)).init_weights()


RUNNERS = {
    'train --resume': lambda p, o, d: train(NAME, d, resume=p, options=o),
    'train load_from': lambda p, o, d: train(NAME, d, options={**o, 'load_from': p}),
    'test': lambda p, o, d: evaluate(NAME, p, d, options=o),
}
OTHERS = {
    'export': lambda p, o, d: export_model(NAME, p, d / 'a.onnx'),
    'average': lambda p, o, d: average_checkpoints([p, p], d / 'a.pth'),
    'FashionInferencer': lambda p, o, d: FashionInferencer(NAME, p, 'cpu'),
    'FashionInferencer, weights alone': lambda p, o, d: FashionInferencer(weights=p),
    'a route': lambda p, o, d: FashionInferencer(routes={'skirt': (None, p)}),
    'MMPoseInferencer': lambda p, o, d: MMPoseInferencer(load_config(NAME), p, device='cpu'),
    'MMPoseInferencer, weights alone': lambda p, o, d: MMPoseInferencer(pose2d_weights=p),
    'inference_topdown': lambda p, o, d: init_model(load_config(NAME), p, 'cpu'),
    'a detector': lambda p, o, d: GarmentDetector(DETECTOR, p, 'cpu'),
    'a backbone': lambda p, o, d: from_pretrained(p, type='ResNet', depth=18),
    'a backbone of timm': lambda p, o, d: from_pretrained(
        p, type='TimmBackbone', model_name='resnet18'
    ),
}


@pytest.mark.parametrize('door', [*RUNNERS, *OTHERS])
def test_code_among_the_weights_is_refused_everywhere(door, bad, skirt_options, tmp_path):
    path = bad(plain, 'state_dict', zipped=True)
    assert_refused({**RUNNERS, **OTHERS}[door], path, skirt_options, tmp_path)


@pytest.mark.parametrize('door', OTHERS)
def test_the_roundabout_way_is_closed_everywhere(door, bad, skirt_options, tmp_path):
    path = bad(roundabout, 'ema_state_dict', zipped=False)
    assert_refused(OTHERS[door], path, skirt_options, tmp_path)


def assert_refused(open_checkpoint, path, options, folder):
    with pytest.raises(ValueError, match=r'bad\.pth: refused.*(system|__self__)'):
        open_checkpoint(path, options, folder)
    for name in ('trace', 'a.pth', 'a.onnx'):
        assert not (folder / name).exists()


def test_weights_of_another_package_are_data_too(bad, tmp_path, capsys):
    out = tmp_path / 'out.pth'
    assert main(['weights', str(out), '--source', bad(plain, 'state_dict', zipped=True)]) == 2
    assert 'bad.pth: refused' in capsys.readouterr().err
    assert not out.exists()
    assert not (tmp_path / 'trace').exists()


@pytest.mark.parametrize('payload', [plain, roundabout])
def test_the_payloads_would_run(payload, tmp_path):
    """Else the tests above would show nothing."""
    torch.save({'x': payload(tmp_path / 'trace')}, tmp_path / 'bad.pth')
    with suppress(AttributeError):  # what exec returns is no tensor
        torch.load(tmp_path / 'bad.pth', weights_only=False)
    assert (tmp_path / 'trace').exists()


@pytest.mark.parametrize(
    ('text', 'named'),
    [
        ('open({trace!r}, "w")', 'Expr'),
        ("model = dict(type='subprocess.run', args=['touch', {trace!r}])", r'subprocess\.run'),
        ("dataset_type = 'antigravity.fly'", r"dataset_type='antigravity\.fly'"),
        ("custom_imports = dict(imports=['antigravity'])", 'antigravity'),
        ("_base_ = 'https://127.0.0.1/evil.py'", '_base_'),
    ],
)
def test_the_config_of_a_checkpoint_runs_nothing(text, named, tmp_path):
    trace, path = tmp_path / 'trace', tmp_path / 'bad.pth'
    torch.save(dict(meta=dict(cfg=text.format(trace=str(trace))), state_dict={}), path)
    for opened in (
        lambda: FashionInferencer(weights=path),
        lambda: MMPoseInferencer(pose2d_weights=str(path)),
    ):
        with pytest.raises(ValueError, match=rf'bad\.pth.*refused.*{named}'):
            opened()
    assert not trace.exists()


def test_the_config_of_a_run_to_go_on_with_is_data_too(trained, skirt_options, tmp_path):
    trace, path = tmp_path / 'trace', tmp_path / 'bad.pth'
    content = torch.load(trained.work_dir / 'epoch_2.pth', weights_only=False)
    content['meta']['config'] = f'open({str(trace)!r}, "w")'
    torch.save(content, path)
    with pytest.raises(UnsafeConfigError, match='Expr'):
        train(NAME, tmp_path / 'work', resume=path, options=skirt_options)
    assert not trace.exists()


def test_a_file_beside_the_checkpoint_is_not_run(tmp_path):
    """As a distilling model does with the config of its teacher."""
    trace, evil = tmp_path / 'trace', tmp_path / 'evil.py'
    evil.write_text(f'open({str(trace)!r}, "w")\nmodel = dict(type="TopdownPoseEstimator")\n')
    teacher = f"dict(type='DWPoseDistiller', teacher_cfg={str(evil)!r}, student_cfg='')"
    text = f"dataset_type = 'CocoDataset'\nmodel = dict(type='X', backbone={teacher})"
    torch.save(dict(meta=dict(cfg=text), state_dict={}), tmp_path / 'bad.pth')
    with pytest.raises(ValueError, match=r"bad\.pth.*teacher_cfg=.*evil\.py' names a file to run"):
        MMPoseInferencer(pose2d_weights=str(tmp_path / 'bad.pth'), device='cpu')
    assert not trace.exists()


@pytest.mark.parametrize(
    ('content', 'reason'),
    [
        (dict(state_dict={'a': torch.ones(1)}, meta=5), 'meta: int'),
        (dict(state_dict={5: torch.ones(1)}), '5 is not a weight'),
        (dict(state_dict={'a': torch.ones(2).to_sparse()}), "'a' is not a weight"),
        (dict(state_dict=[1]), 'list: expected a checkpoint'),
    ],
)
def test_averages_of_another_shape(content, reason, tmp_path):
    path = tmp_path / 'odd.pth'
    torch.save(content, path)
    with pytest.raises(ValueError, match=rf'odd\.pth: .*{reason}'):
        average_checkpoints([path, path], tmp_path / 'a.pth')


@pytest.mark.parametrize('hub', [5, dict(log_scalars=5), {'log_scalars': {'val/fashionai/NE': 5}}])
def test_a_history_of_another_shape_tells_no_score(hub, tmp_path):
    if isinstance(hub, dict):
        hub['runtime_info'] = dict(loop_stage='val')
    torch.save(dict(state_dict={}, message_hub=hub), tmp_path / 'odd.pth')
    assert known_ne(tmp_path / 'odd.pth') is None


@pytest.mark.parametrize('content', [[1, 2], torch.ones(3), {'meta': 5}, {'meta': {'cfg': 5}}, 7])
def test_checkpoints_of_another_shape(content, tmp_path):
    torch.save(content, tmp_path / 'odd.pth')
    with pytest.raises(ValueError, match=r'odd\.pth carries no config'):
        FashionInferencer(weights=tmp_path / 'odd.pth')
    assert main(['weights', str(tmp_path / 'out.pth'), '--source', str(tmp_path / 'odd.pth')]) == 2
