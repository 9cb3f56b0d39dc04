"""Tests of checkpoints for other garments than the config's: they raise everywhere."""

import logging
import re

import pytest
import torch
from mmpose.apis import MMPoseInferencer, init_model

from fashionkp.categories import CATEGORIES
from fashionkp_mm.apis import FashionInferencer, average_checkpoints, evaluate, train
from fashionkp_mm.config_files import config_path
from fashionkp_mm.export import export_model

pytestmark = pytest.mark.faults

BOTH = (
    '4 key points of skirt.* 7 of trousers.* '
    'checkpoint: hemline_left, hemline_right.* model: crotch, bottom_left_in'
)


@pytest.fixture(scope='module')
def skirt(trained):
    return trained.work_dir / 'epoch_2.pth'


def trousers(options):
    """Return the options of the archive without the pipelines of skirts."""
    return {k: v for k, v in options.items() if not k.endswith('pipeline')}


@pytest.mark.parametrize(
    'use',
    [
        lambda skirt, options, out: train('cpn_small_trousers', out, resume=skirt, options=options),
        lambda skirt, options, out: evaluate('cpn_small_trousers', skirt, out, options=options),
        lambda skirt, options, out: export_model('cpn_small_trousers', skirt, out / 'model.onnx'),
        lambda skirt, options, out: FashionInferencer('cpn_small_trousers', skirt, device='cpu'),
        lambda skirt, options, out: init_model(
            str(config_path('cpn_small_trousers')), str(skirt), device='cpu'
        ),
        lambda skirt, options, out: MMPoseInferencer(
            str(config_path('cpn_small_trousers')), str(skirt), device='cpu'
        ),
    ],
    ids=['resume', 'test', 'export', 'predict', 'init_model', 'MMPoseInferencer'],
)
def test_weights_of_skirts_for_trousers_raise(use, skirt, skirt_options, tmp_path):
    with pytest.raises(ValueError, match=BOTH) as raised:
        use(skirt, trousers(skirt_options), tmp_path)
    assert len(str(raised.value).splitlines()) == 1
    assert not list(tmp_path.glob('*.onnx'))


def test_weights_of_skirts_and_trousers_cannot_be_averaged(skirt, tmp_path):
    other = torch.load(skirt)
    names = dict(enumerate(CATEGORIES['trousers'].keypoints))
    other['meta']['dataset_meta'].update(keypoint_id2name=names, categories=['trousers'])
    torch.save(other, tmp_path / 'trousers.pth')
    with pytest.raises(ValueError, match=r'garments: skirt \(.*\) and trousers \('):
        average_checkpoints([skirt, tmp_path / 'trousers.pth'], tmp_path / 'mean.pth')


def test_a_training_that_starts_from_other_garments_is_logged(
    skirt, skirt_options, tmp_path, monkeypatch
):
    warnings = []
    monkeypatch.setattr(
        logging.Logger, 'warning', lambda self, text, *args: warnings.append(str(text))
    )
    options = {**trousers(skirt_options), 'load_from': str(skirt), 'train_cfg.max_epochs': 1}
    train('cpn_small_trousers', tmp_path, validate=False, options=options)
    assert any(re.search(BOTH, text) for text in warnings)


def save_changed(skirt, tmp_path, **dataset_meta):
    checkpoint = torch.load(skirt)
    checkpoint['meta']['dataset_meta'].update(dataset_meta)
    torch.save(checkpoint, tmp_path / 'changed.pth')
    return tmp_path / 'changed.pth'


def test_key_points_in_another_order_raise(skirt, tmp_path):
    names = CATEGORIES['skirt'].keypoints[::-1]
    path = save_changed(skirt, tmp_path, keypoint_id2name=dict(enumerate(names)))
    with pytest.raises(ValueError, match='another order'):
        FashionInferencer('cpn_small_skirt', path, device='cpu')


@pytest.mark.faults(alone=True)
def test_categories_in_another_order_raise(short_config, tmp_path):
    config = short_config(**{'train_cfg.max_epochs': 1})
    runner = train(config, tmp_path, validate=False)
    assert runner.model.categories == list(CATEGORIES)
    path = save_changed(tmp_path / 'epoch_1.pth', tmp_path, categories=list(CATEGORIES)[::-1])
    with pytest.raises(ValueError, match=r'points of dress, skirt.*another order'):
        evaluate(config, path, tmp_path / 'test')


def test_weights_without_metadata_must_fit(skirt, tmp_path):
    weights = torch.load(skirt)['state_dict']
    torch.save(weights, tmp_path / 'bare.pth')
    FashionInferencer('cpn_small_skirt', tmp_path / 'bare.pth', device='cpu')
    with pytest.raises(ValueError, match=r'bare\.pth does not fit.*\(4, .* instead of \(7,'):
        FashionInferencer('cpn_small_trousers', tmp_path / 'bare.pth', device='cpu')
    del weights[next(name for name in weights if name.startswith('backbone.'))]
    torch.save(weights, tmp_path / 'less.pth')
    with pytest.raises(ValueError, match=r'less\.pth does not fit.*missing'):
        FashionInferencer('cpn_small_skirt', tmp_path / 'less.pth', device='cpu')
