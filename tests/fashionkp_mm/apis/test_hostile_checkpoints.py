"""Tests of checkpoints that contain code: nothing that loads a checkpoint runs it."""

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
from fashionkp_mm.export.onnx_export import checkpoint_ne
from fashionkp_mm.inference.garment_detector import GarmentDetector

pytestmark = pytest.mark.faults

NAME = 'cpn_small_skirt'
DETECTOR = 'rtmdet_tiny_8xb32-300e_coco'


class Call:
    """Object whose pickle calls ``function`` when it is loaded."""

    def __init__(self, function, *args):
        self.call = function, args

    def __reduce__(self):
        return self.call


def system_call(trace):
    """Return the well-known call of ``os.system``."""
    return Call(os.system, f'touch {trace}')


def exec_by_getattr(trace):
    """Return a call of ``exec`` by ``getattr``, which MMEngine's log history needs."""
    execute = Call(getattr, Call(getattr, getattr, '__self__'), 'exec')
    code = f"open({str(trace)!r}, 'w').close()"
    return Call(torch._tensor._rebuild_from_type_v2, execute, torch.Tensor, (code,), {})


@pytest.fixture
def write_hostile(tmp_path):
    """Return a function that writes a checkpoint with code, in the zipped or the old format."""

    def write(payload, key, *, zipped):
        content = dict(
            meta=dict(cfg='', epoch=1, iter=1),
            state_dict={'backbone.a': torch.zeros(1)},
            ema_state_dict={'steps': torch.tensor(1)},
            optimizer=dict(state={}, param_groups=[]),
            message_hub=dict(runtime_info={}),
        )
        content[key]['x'] = payload(tmp_path / 'trace')
        torch.save(content, tmp_path / 'bad.pth', _use_new_zipfile_serialization=zipped)
        return str(tmp_path / 'bad.pth')

    return write


def from_pretrained(path, **backbone):
    """Initialize a backbone from a file."""
    checkpoint = dict(type='Pretrained', checkpoint=path)
    build_backbone(dict(init_cfg=checkpoint, **backbone)).init_weights()


RUNS = {
    'train --resume': lambda p, o, d: train(NAME, d, resume=p, options=o),
    'train load_from': lambda p, o, d: train(NAME, d, options={**o, 'load_from': p}),
    'train --from': lambda p, o, d: train(NAME, d, start_from=p, options=o),
    'test': lambda p, o, d: evaluate(NAME, p, d, options=o),
}
OTHERS = {
    'export': lambda p, o, d: export_model(NAME, p, d / 'a.onnx'),
    'average': lambda p, o, d: average_checkpoints([p, p], d / 'a.pth'),
    'FashionInferencer': lambda p, o, d: FashionInferencer(NAME, p, 'cpu'),
    'FashionInferencer, only weights': lambda p, o, d: FashionInferencer(weights=p),
    'a route': lambda p, o, d: FashionInferencer(routes={'skirt': (None, p)}),
    'MMPoseInferencer': lambda p, o, d: MMPoseInferencer(load_config(NAME), p, device='cpu'),
    'MMPoseInferencer, only weights': lambda p, o, d: MMPoseInferencer(pose2d_weights=p),
    'inference_topdown': lambda p, o, d: init_model(load_config(NAME), p, 'cpu'),
    'a detector': lambda p, o, d: GarmentDetector(DETECTOR, p, 'cpu'),
    'a backbone': lambda p, o, d: from_pretrained(p, type='ResNet', depth=18),
    'a backbone of timm': lambda p, o, d: from_pretrained(
        p, type='TimmBackbone', model_name='resnet18'
    ),
}


@pytest.mark.parametrize('use', [*RUNS, *OTHERS])
def test_code_in_the_weights_is_refused(use, write_hostile, skirt_options, tmp_path):
    path = write_hostile(system_call, 'state_dict', zipped=True)
    assert_refused({**RUNS, **OTHERS}[use], path, skirt_options, tmp_path)


@pytest.mark.parametrize('use', OTHERS)
def test_code_in_the_average_is_refused(use, write_hostile, skirt_options, tmp_path):
    path = write_hostile(exec_by_getattr, 'ema_state_dict', zipped=False)
    assert_refused(OTHERS[use], path, skirt_options, tmp_path)


def assert_refused(open_checkpoint, path, options, folder):
    with pytest.raises(
        ValueError, match=r'bad\.pth: refused.*(system|__self__|_rebuild_from_type_v2)'
    ):
        open_checkpoint(path, options, folder)
    for name in ('trace', 'a.pth', 'a.onnx'):
        assert not (folder / name).exists()


def test_code_in_packaged_weights_is_refused(write_hostile, tmp_path, capsys):
    out = tmp_path / 'out.pth'
    assert (
        main(
            ['weights', str(out), '--source', write_hostile(system_call, 'state_dict', zipped=True)]
        )
        == 2
    )
    assert 'bad.pth: refused' in capsys.readouterr().err
    assert not out.exists()
    assert not (tmp_path / 'trace').exists()


@pytest.mark.parametrize('payload', [system_call, exec_by_getattr])
def test_the_payloads_run_if_they_are_not_refused(payload, tmp_path):
    """Otherwise the tests above would prove nothing."""
    torch.save({'x': payload(tmp_path / 'trace')}, tmp_path / 'bad.pth')
    with suppress(AttributeError):  # exec does not return a tensor
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
def test_code_in_the_config_of_a_checkpoint_is_refused(text, named, tmp_path):
    trace, path = tmp_path / 'trace', tmp_path / 'bad.pth'
    torch.save(dict(meta=dict(cfg=text.format(trace=str(trace))), state_dict={}), path)
    for load in (
        lambda: FashionInferencer(weights=path),
        lambda: MMPoseInferencer(pose2d_weights=str(path)),
    ):
        with pytest.raises(ValueError, match=rf'bad\.pth.*refused.*{named}'):
            load()
    assert not trace.exists()


def test_code_in_the_config_of_a_run_to_resume_is_refused(trained, skirt_options, tmp_path):
    trace, path = tmp_path / 'trace', tmp_path / 'bad.pth'
    content = torch.load(trained.work_dir / 'epoch_2.pth', weights_only=False)
    content['meta']['config'] = f'open({str(trace)!r}, "w")'
    torch.save(content, path)
    with pytest.raises(UnsafeConfigError, match='Expr'):
        train(NAME, tmp_path / 'work', resume=path, options=skirt_options)
    assert not trace.exists()


def test_a_config_file_beside_the_checkpoint_is_refused(tmp_path):
    """A distiller would run the config of its teacher."""
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
        (dict(state_dict={5: torch.ones(1)}), '5 is not the name of a weight'),
        (dict(state_dict={'a': torch.ones(2).to_sparse()}), 'sparse'),
        (dict(state_dict=[1]), 'list: expected a checkpoint'),
    ],
)
def test_malformed_checkpoints_cannot_be_averaged(content, reason, tmp_path):
    path = tmp_path / 'malformed.pth'
    torch.save(content, path)
    with pytest.raises(ValueError, match=rf'malformed\.pth: .*{reason}'):
        average_checkpoints([path, path], tmp_path / 'a.pth')


@pytest.mark.parametrize('hub', [5, dict(log_scalars=5), {'log_scalars': {'val/fashionai/NE': 5}}])
def test_a_malformed_log_history_has_no_score(hub, tmp_path):
    if isinstance(hub, dict):
        hub['runtime_info'] = dict(loop_stage='val')
    torch.save(dict(state_dict={}, message_hub=hub), tmp_path / 'malformed.pth')
    assert checkpoint_ne(tmp_path / 'malformed.pth') is None


@pytest.mark.parametrize('content', [[1, 2], torch.ones(3), {'meta': 5}, {'meta': {'cfg': 5}}, 7])
def test_malformed_checkpoints_have_no_config(content, tmp_path):
    torch.save(content, tmp_path / 'malformed.pth')
    with pytest.raises(ValueError, match=r'malformed\.pth contains no config'):
        FashionInferencer(weights=tmp_path / 'malformed.pth')
    assert (
        main(['weights', str(tmp_path / 'out.pth'), '--source', str(tmp_path / 'malformed.pth')])
        == 2
    )
