"""Tests of pretrained weights: they are loaded, or an error says what to do."""

from http.client import IncompleteRead
from pathlib import Path
from urllib.error import URLError

import pytest
import torch
import torchvision
from mmpose.models.backbones import ResNet
from mmpose.registry import MODELS

from fashionkp_mm.checkpoints.loading import COUNTER
from fashionkp_mm.checkpoints.pretrained import skip_pretrained
from fashionkp_mm.config import load_config

NAME = 'torchvision://resnet18'
ADDRESS = 'https://example.org/resnet18.pth'


def resnet(checkpoint: Path | str, depth: int = 18, **kwargs) -> ResNet:
    return ResNet(depth, init_cfg=dict(type='Pretrained', checkpoint=str(checkpoint), **kwargs))


@pytest.fixture(scope='module')
def weights() -> dict:
    torch.manual_seed(0)
    return torchvision.models.resnet18(weights=None).state_dict()


@pytest.fixture
def file(weights, tmp_path) -> Path:
    torch.save(weights, tmp_path / 'resnet18.pth')
    return tmp_path / 'resnet18.pth'


def test_a_file_that_fits_is_loaded(file, weights):
    model = resnet(file)
    model.init_weights()
    assert torch.equal(model.layer4[1].conv2.weight, weights['layer4.1.conv2.weight'])


def test_a_prefix_selects_a_part_of_a_checkpoint(weights, tmp_path):
    whole = {f'backbone.{name}': weight for name, weight in weights.items()}
    torch.save(dict(state_dict=whole), tmp_path / 'whole.pth')
    model = resnet(tmp_path / 'whole.pth', prefix='backbone.')
    model.init_weights()
    assert torch.equal(model.conv1.weight, weights['conv1.weight'])
    with pytest.raises(ValueError, match=r'whole\.pth.*neck\. is not in the pretrained model'):
        resnet(tmp_path / 'whole.pth', prefix='neck.').init_weights()


@pytest.mark.parametrize(
    'error',
    [
        URLError(ConnectionRefusedError(111, 'Connection refused')),
        TimeoutError('timed out'),
        IncompleteRead(b'half'),
        RuntimeError('invalid hash value'),
    ],
)
@pytest.mark.parametrize('checkpoint', [NAME, ADDRESS])
def test_without_a_connection_the_error_says_what_to_do(fails_to_download, checkpoint, error):
    requested = fails_to_download(error)
    with pytest.raises(ValueError, match='checkpoint=FILE') as caught:
        resnet(checkpoint).init_weights()
    assert len(requested) == 1
    message = str(caught.value)
    for part in ('ResNet', checkpoint, 'model.backbone.init_cfg=None'):
        assert part in message
    assert type(error).__name__ in message or str(error) in message


@pytest.mark.parametrize(
    ('content', 'reason'),
    [(b'', 'empty|EOF|damaged'), (b'<html>404</html>', 'not a PyTorch checkpoint')],
)
def test_a_malformed_checkpoint_is_named(tmp_path, content, reason):
    (tmp_path / 'bad.pth').write_bytes(content)
    with pytest.raises(ValueError, match=rf'bad\.pth.*({reason}).*checkpoint=FILE'):
        resnet(tmp_path / 'bad.pth').init_weights()


def test_a_missing_file_and_an_unknown_name_are_named(tmp_path):
    with pytest.raises(ValueError, match=r'missing\.pth.*FileNotFoundError'):
        resnet(tmp_path / 'missing.pth').init_weights()
    with pytest.raises(ValueError, match=r'torchvision://resnet19.*KeyError'):
        resnet('torchvision://resnet19').init_weights()


def test_weights_of_another_architecture_are_refused(file, tmp_path):
    with pytest.raises(ValueError, match=r'resnet18\.pth.* of 159 weights.*layer1\.0\.conv1'):
        resnet(file, depth=50).init_weights()
    torch.save(dict(state_dict=dict(other=torch.zeros(3))), tmp_path / 'other.pth')
    with pytest.raises(ValueError, match=r'60 of 60 weights.*conv1\.weight, bn1\.weight'):
        resnet(tmp_path / 'other.pth').init_weights()


def test_pretrained_weights_are_skipped_only_if_the_checkpoint_has_the_backbone(tmp_path):
    cfg = load_config('cpn_small_skirt')
    cfg.model.backbone.init_cfg = dict(type='Pretrained', checkpoint=ADDRESS)
    model = MODELS.build(cfg.model)
    state = model.state_dict()
    head = {name: weight for name, weight in state.items() if name.startswith('head.')}
    wider = {
        name: torch.cat([weight, weight]) if weight.ndim else weight
        for name, weight in state.items()
    }
    state = {name: weight for name, weight in state.items() if not name.endswith(COUNTER)}
    for weights, skipped in ((head, False), (wider, False), (state, True)):
        torch.save(dict(state_dict=weights), tmp_path / 'start.pth')
        skip_pretrained(model, str(tmp_path / 'start.pth'))
        assert (model.backbone.init_cfg is None) == skipped
