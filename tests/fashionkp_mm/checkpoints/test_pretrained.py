"""Tests of pretrained weights: they are loaded, or an error says what to do."""

from http.client import IncompleteRead
from pathlib import Path
from urllib.error import URLError

import pytest
import timm
import torch
import torchvision
from mmpose.models.backbones import ResNet
from mmpose.registry import MODELS

from fashionkp_mm.checkpoints.loading import COUNTER
from fashionkp_mm.checkpoints.pretrained import skip_pretrained
from fashionkp_mm.checkpoints.senet_layout import mmpose_names
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


@pytest.fixture(scope='module')
def senet() -> dict:
    """Weights of SE-ResNeXt-50 as timm names them."""
    torch.manual_seed(1)
    return timm.create_model('legacy_seresnext50_32x4d').state_dict()


def seresnext(checkpoint: str, recipe: str = 'cpn_seresnext50') -> torch.nn.Module:
    option = {'model.backbone.init_cfg.checkpoint': checkpoint}
    backbone = MODELS.build(load_config(f'{recipe}_skirt', option).model.backbone)
    backbone.init_weights()
    return backbone


@pytest.mark.parametrize('recipe', ['cpn_seresnext50', 'cpn_detnext50'])
def test_squeeze_and_excitation_has_weights_of_timm(recipe, senet, tmp_path):
    torch.save(senet, tmp_path / 'senet.pth')
    own = seresnext(str(tmp_path / 'senet.pth'), recipe).state_dict()
    expected = mmpose_names(senet)
    loaded = {name for name in own if not name.startswith('stage')}
    assert all(own[name].equal(expected[name]) for name in loaded)
    assert 'layer3.5.se_layer.conv2.conv.bias' in loaded


def test_weights_of_timm_without_a_layer_are_refused(senet, tmp_path):
    last = 'layer4.2.se_module.fc2.weight'
    torch.save({n: w for n, w in senet.items() if n != last}, tmp_path / 'senet.pth')
    with pytest.raises(ValueError, match=r'senet\.pth.*1 of 223 .*layer4\.2\.se_layer\.conv2'):
        seresnext(str(tmp_path / 'senet.pth'))


def test_timm_downloads_by_name_and_leaves_the_random_state(senet, monkeypatch):
    class Network:
        def state_dict(self):
            torch.rand(1)
            return senet

    asked = []
    monkeypatch.setattr(timm, 'create_model', lambda *a, **k: asked.append((a, k)) or Network())
    torch.manual_seed(5)
    backbone = MODELS.build(load_config('cpn_seresnext50_skirt').model.backbone)
    state = torch.get_rng_state()
    backbone.init_weights()
    assert state.equal(torch.get_rng_state())
    assert asked == [(('legacy_seresnext50_32x4d',), dict(pretrained=True))]
    assert backbone.conv1.weight.equal(senet['layer0.conv1.weight'])


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
