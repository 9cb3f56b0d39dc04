"""The memory order that is measured, and the file in which the measurement is kept."""

import copy
import json

import platformdirs
import pytest
import torch
from mmengine.registry import init_default_scope
from mmpose.registry import MODELS
from random_models import settings

from fashionkp_mm.config import load_config
from fashionkp_mm.engine import memory_order
from fashionkp_mm.engine.memory_order import (
    measured_order,
    measurement_file,
    measurement_key,
    seconds_per_step,
    step_size,
)

SECONDS = {'channels-last': 0.3, 'contiguous': 0.2}


@pytest.fixture(scope='module')
def model():
    init_default_scope('mmpose')
    return MODELS.build(load_config('cpn_small_skirt', settings('cpn_small_skirt')).model)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The user's folder for caches."""
    monkeypatch.setattr(platformdirs, 'user_cache_path', lambda name: tmp_path / name)
    return tmp_path / 'fashionkp' / 'memory_orders'


@pytest.fixture
def logged(monkeypatch):
    lines = []
    monkeypatch.setattr(memory_order, 'print_log', lambda text, **_: lines.append(text))
    return lines


@pytest.fixture
def measurements(monkeypatch):
    """Let a measurement give :data:`SECONDS`; return the shapes that were measured."""
    shapes = []

    def measure(_, shape):
        shapes.append(shape)
        return SECONDS

    monkeypatch.setattr(memory_order, 'seconds_per_step', measure)
    return shapes


def test_both_orders_give_the_same_loss_and_gradients(model):
    images = torch.randn(2, 3, 64, 64, dtype=torch.float64)
    losses, gradients = [], []
    for memory_format in memory_order.ORDERS.values():
        network = copy.deepcopy(model).double().train().to(memory_format=memory_format)
        loss = network.head(network.extract_feat(images)).square().mean()
        loss.backward()
        losses.append(loss)
        gradients.append([w.grad for w in network.parameters() if w.grad is not None])
    torch.testing.assert_close(*losses)
    for first, second in zip(*gradients, strict=True):
        torch.testing.assert_close(first, second, rtol=1e-6, atol=1e-12)


def test_measuring_changes_neither_the_model_nor_random_numbers(model):
    before = {name: value.clone() for name, value in model.state_dict().items()}
    model.zero_grad(set_to_none=True)
    state = torch.get_rng_state()
    seconds = seconds_per_step(model, (2, 3, 64, 64))
    assert {*seconds} == {*memory_order.ORDERS}
    assert min(seconds.values()) > 0
    assert torch.get_rng_state().equal(state)
    assert all(value.equal(before[name]) for name, value in model.state_dict().items())
    assert all(weight.grad is None for weight in model.parameters())


def test_an_order_is_measured_once(model, folder, measurements, logged):
    assert measured_order(model, 16, (96, 96)) == 'contiguous'
    assert measured_order(model, 16, (96, 96)) == 'contiguous'
    assert measurements == [(16, 3, 96, 96)]
    (file,) = folder.iterdir()  # and no temporary file
    assert json.loads(file.read_text())['seconds'] == SECONDS
    assert len(logged) == 2
    assert all('contiguous, 1.50 times' in line and str(file) in line for line in logged)


def test_a_kept_order_is_that_of_the_file(model, folder, measurements, logged):
    measured_order(model, 16, (96, 96))
    (file,) = folder.iterdir()
    content = json.loads(file.read_text())
    content['seconds'] = dict(reversed([*SECONDS.items()]), **{'channels-last': 0.1})
    file.write_text(json.dumps(content))
    assert measured_order(model, 16, (96, 96)) == 'channels-last'


@pytest.mark.parametrize(
    'change',
    [
        ('torch', '__version__', '9.9'),
        ('torch', 'get_num_threads', lambda: 77),
        ('torch.backends.cpu', 'get_cpu_capability', lambda: 'OTHER'),
        ('fashionkp_mm.engine.memory_order', 'cpu_features', None),
    ],
)
def test_another_cpu_or_pytorch_is_measured_anew(
    model, folder, measurements, logged, monkeypatch, change
):
    measured_order(model, 16, (96, 96))
    module, name, value = change
    if name == 'cpu_features':
        other = memory_order.cpu_features().__class__('another CPU', is_arm=False, flags=None)
        value = lambda: other  # noqa: E731
    monkeypatch.setattr(f'{module}.{name}', value)
    measured_order(model, 16, (96, 96))
    assert len(measurements) == len([*folder.iterdir()]) == 2


def test_another_network_batch_or_input_is_measured_anew(model, folder, measurements, logged):
    options = settings('cpn_lite0_skirt')
    other = MODELS.build(load_config('cpn_lite0_skirt', options).model)
    for arguments in (
        (model, 16, (96, 96)),
        (other, 16, (96, 96)),
        (model, 8, (96, 96)),
        (model, 16, (96, 128)),
    ):
        measured_order(*arguments)
    assert len(measurements) == len([*folder.iterdir()]) == 4


def test_weights_and_initialization_do_not_matter(model):
    key = measurement_key(model, 16, (96, 96))
    cfg = load_config('cpn_small_skirt', settings('cpn_small_skirt'))
    cfg.model.backbone.init_cfg = dict(type='Xavier', layer='Conv2d')
    same = MODELS.build(cfg.model)
    assert measurement_key(same, 16, (96, 96)) == key


@pytest.mark.parametrize(
    'content',
    [
        b'',
        b'{"seconds"',
        b'[]',
        b'\xff\xfe',
        {'key': 'another', 'seconds': SECONDS},
        {'seconds': {'contiguous': 1}},
        {'seconds': dict(SECONDS, contiguous=0)},
        {'seconds': dict(SECONDS, contiguous='1')},
    ],
)
def test_a_broken_file_is_measured_again_with_a_line(model, folder, measurements, logged, content):
    key = measurement_key(model, 16, (96, 96))
    file = measurement_file(key)
    file.parent.mkdir(parents=True)
    file.write_bytes(
        content if isinstance(content, bytes) else json.dumps(dict(key=key) | content).encode()
    )
    assert measured_order(model, 16, (96, 96)) == 'contiguous'
    assert len(measurements) == 1
    assert str(file) in logged[0]
    assert 'measured again' in logged[0]
    assert json.loads(file.read_text()) == dict(key=key, seconds=SECONDS)


def test_a_folder_that_cannot_be_written_to_is_named(model, folder, measurements, logged):
    folder.parent.parent.mkdir(exist_ok=True)
    folder.parent.write_text('a file where the folder would be')
    assert measured_order(model, 16, (96, 96)) == 'contiguous'
    assert 'not kept' in logged[-1]


@pytest.mark.parametrize(
    ('config', 'input_size', 'expected'),
    [
        ('cpn_small_skirt', (96, 96), (96, 96)),
        ('cpn_small_skirt', (384, 384), (128, 128)),
        ('cpn_small_skirt', (512, 256), (192, 64)),
        ('rtmpose_m_skirt', (384, 384), (384, 384)),  # has layers of this size
    ],
)
def test_large_images_are_measured_small_if_the_network_allows(config, input_size, expected):
    model = MODELS.build(load_config(config, settings(config)).model)
    assert step_size(model, input_size) == expected
