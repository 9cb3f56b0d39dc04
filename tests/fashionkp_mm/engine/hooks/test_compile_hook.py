"""Tests of training with ``torch.compile``."""

import copy
import functools
from types import SimpleNamespace

import pytest
import torch
from mmpose.registry import MODELS
from torch import nn

from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks import CompileHook

RECIPES = ['cpn_small', 'dhn_r50', 'hourglass4']


@pytest.fixture
def compiled(monkeypatch):
    """Compile with PyTorch's tracer alone, without a C++ compiler; the compiled graphs."""
    graphs = []

    def backend(graph, inputs):
        graphs.append(graph)
        return graph.forward

    compile_module = functools.partialmethod(nn.Module.compile, backend=backend)
    monkeypatch.setattr(nn.Module, 'compile', compile_module)
    torch.compiler.reset()
    yield graphs
    torch.compiler.reset()


def model_of(recipe):
    torch.manual_seed(0)
    cfg = load_config(f'{recipe}_skirt')
    cfg.model.backbone.init_cfg = None
    return MODELS.build(cfg.model).train()


def maps_and_gradients(model):
    torch.manual_seed(1)
    maps = model(torch.randn(2, 3, 64, 64), None, mode='tensor')
    maps = maps[-1] if isinstance(maps, list | tuple) else maps
    maps.square().mean().backward()
    return maps, {n: p.grad for n, p in model.named_parameters() if p.grad is not None}


@pytest.mark.parametrize('recipe', RECIPES)
def test_a_compiled_model_computes_and_saves_the_same(recipe, compiled):
    plain, model = model_of(recipe), model_of(recipe)
    CompileHook().before_train(SimpleNamespace(model=model))
    assert list(model.state_dict()) == list(plain.state_dict())
    (expected, expected_gradients), (maps, gradients) = map(maps_and_gradients, (plain, model))
    assert compiled
    torch.testing.assert_close(maps, expected)
    torch.testing.assert_close(gradients, expected_gradients)


def test_a_copy_computes_with_its_own_weights(compiled):
    model = model_of('cpn_small')
    CompileHook().before_train(SimpleNamespace(model=model))
    twin = copy.deepcopy(model)
    for parameter in model.parameters():
        parameter.data.zero_()
    maps, _ = maps_and_gradients(twin)
    assert maps.abs().max() > 0


@pytest.mark.skipif(torch.cuda.is_available(), reason='there is a GPU')
def test_a_missing_compiler_is_named(monkeypatch):
    monkeypatch.setenv('CXX', 'no-such-compiler')
    with pytest.raises(RuntimeError, match=r'C\+\+ compiler.*no-such-compiler'):
        CompileHook().before_train(SimpleNamespace(model=nn.Conv2d(3, 4, 3)))
