"""Tests of training a cascade stage by stage, from the recipe."""

from types import SimpleNamespace

import torch
from mmpose.registry import MODELS
from random_models import settings

from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.engine.hooks import StagewiseTrainingHook

RECIPE = 'dfa_vgg16_skirt'
PARTS = ('hard', 'easy', 'second', 'first')


def trained_parts(model, step: int, num_steps: int) -> list[set[str]]:
    """Return the networks that a step trains, in the backbone and in the head."""
    runner = SimpleNamespace(model=model, iter=step, max_iters=num_steps)
    StagewiseTrainingHook().before_train_iter(runner, step)
    return [
        {
            name
            for name, network in zip(PARTS, networks, strict=True)
            if all(p.requires_grad for p in network.parameters())
        }
        for networks in (model.backbone.networks, model.head.stages)
    ]


def test_each_stage_is_trained_for_a_third_of_the_steps():
    model = MODELS.build(load_config(RECIPE, settings(RECIPE)).model)
    expected = [{'first'}] * 2 + [{'second'}] * 2 + [{'easy', 'hard'}] * 2
    for step, names in enumerate(expected):
        assert trained_parts(model, step, 6) == [names, names]
    assert all(p.requires_grad for p in model.garment_head.parameters())


def test_the_recipe_trains_all_stages_in_three_epochs(shrunk, tmp_path):
    options = {**shrunk(RECIPE), 'train_cfg.max_epochs': 3}
    options['default_hooks.checkpoint.max_keep_ckpts'] = 4
    train(RECIPE, work_dir=tmp_path, options=options, validate=False)
    weights = [torch.load(tmp_path / f'epoch_{n}.pth')['state_dict'] for n in (1, 2, 3)]
    for epoch, trained in ((1, {'second'}), (2, {'easy', 'hard'})):
        for index, name in enumerate(PARTS):
            for part in (f'backbone.networks.{index}.features.28', f'head.stages.{index}.fc7'):
                changed = not torch.equal(
                    *(w[f'{part}.weight'] for w in weights[epoch - 1 : epoch + 1])
                )
                assert changed == (name in trained)
