"""Exported models with float16 weights, as models and as checkpoints."""

import logging

import numpy as np
import onnx
import pytest
import torch
from mmpose.apis import MMPoseInferencer
from random_models import random_model, settings
from shipped_starter import ship_starter

from fashionkp import Predictor
from fashionkp.inference.onnx_weights import read_config, read_weights
from fashionkp.synthetic import draw_garment
from fashionkp_mm.apis import FashionInferencer, evaluate
from fashionkp_mm.checkpoints.loading import find_checkpoint, read_checkpoint
from fashionkp_mm.config import load_config
from fashionkp_mm.export.float16_weights import round_weights
from fashionkp_mm.export.onnx_export import ExportSettings, export_model, serialize_model

NAME = 'cpn_small_all'


class Traced(Exception):
    """Ends an export where the model is traced, which takes long."""


@pytest.fixture(scope='module')
def weights():
    """Weights of a small model, with statistics as after a training, rounded to float16."""
    model = random_model(NAME)
    generator = torch.Generator().manual_seed(0)
    for layer in model.modules():
        if isinstance(layer, torch.nn.BatchNorm2d):
            layer.running_mean.normal_(0, 0.1, generator=generator)
            layer.running_var.uniform_(0.5, 2, generator=generator)
    round_weights(model)
    model.score_calibration.coefficients.copy_(torch.tensor([0.5, 1.0, -0.5, 0.7]))
    return model


@pytest.fixture(scope='module')
def half(weights, tmp_path_factory):
    """The file of the model."""
    logging.disable(logging.DEBUG)  # otherwise pytest would capture the log of each traced step
    data, _ = serialize_model(NAME, load_config(NAME, settings(NAME)), weights, half=True)
    logging.disable(logging.NOTSET)
    path = tmp_path_factory.mktemp('half') / 'half.onnx'
    path.write_bytes(data)
    return path


def test_the_file_is_half_as_large_and_has_no_traces_of_pytorch(half, weights):
    card = Predictor(half).card
    assert (card.precision, card.calibrated) == ('float16', True)
    count = sum(weight.numel() for weight in weights.parameters())
    assert half.stat().st_size < 2 * count + 600_000
    assert not any(node.metadata_props for node in onnx.load(half).graph.node)


def test_it_is_a_checkpoint_with_every_weight(half, weights):
    checkpoint = read_checkpoint(half)
    saved = {k: v for k, v in weights.state_dict().items() if v.is_floating_point()}
    assert {*saved} == {*checkpoint['state_dict']}
    for name, weight in saved.items():
        torch.testing.assert_close(checkpoint['state_dict'][name], weight, rtol=0, atol=0)
    assert checkpoint['meta']['dataset_meta']['num_keypoints'] == 24
    assert 'GarmentPoseEstimator' in checkpoint['meta']['cfg'] == read_config(half.read_bytes())
    assert all(values.dtype == np.float32 for values in read_weights(half.read_bytes()).values())


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
def test_all_inferencers_find_the_same_points_and_scores_without_naming_a_model(
    half, backend, tmp_path, monkeypatch, caplog
):
    path = ship_starter(half, tmp_path, monkeypatch)
    image = draw_garment(5, 0).image
    (garment,) = FashionInferencer(device='cpu')(image)
    (exported,) = Predictor(backend=backend)(image)
    inferencer = MMPoseInferencer(pose2d='fashionkp', device='cpu')
    (mmpose,) = next(inferencer(image))['predictions'][0]
    np.testing.assert_allclose(garment.keypoints, exported.keypoints, atol=0.05)
    ids = list(Predictor(path).card.keypoints)
    channels = [ids.index(name) for name in garment.names]
    np.testing.assert_allclose(
        np.array(mmpose['keypoints'])[channels], garment.keypoints, atol=0.05
    )
    np.testing.assert_allclose(garment.scores, exported.scores, atol=1e-4)
    np.testing.assert_allclose(
        np.array(mmpose['keypoint_scores'])[channels], garment.scores, atol=1e-4
    )
    assert garment.scores.std() > 0
    assert [record.name for record in caplog.records].count('fashionkp') == 3
    assert find_checkpoint('starter') == path


def test_the_starter_is_tested_and_exported_by_name(
    half, weights, data_root, tmp_path, monkeypatch
):
    ship_starter(half, tmp_path, monkeypatch)
    monkeypatch.setenv('FASHIONAI_ROOT', str(data_root))
    tested = evaluate(NAME, 'starter', work_dir=tmp_path / 'logs', options=settings(NAME))
    assert tested['fashionai/NE'] > 0

    def trace(name, cfg, model, *args, **kwargs):
        raise Traced(model.state_dict())

    monkeypatch.setattr('fashionkp_mm.export.onnx_export.serialize_model', trace)
    with pytest.raises(Traced) as traced:
        export_model(NAME, 'starter', tmp_path / 'again.onnx', options=settings(NAME))
    (exported,) = traced.value.args
    for key, weight in weights.state_dict().items():
        if weight.is_floating_point():
            assert torch.equal(exported[key], weight), key


def test_a_config_without_weights_is_still_refused(half, tmp_path, monkeypatch):
    ship_starter(half, tmp_path, monkeypatch)
    with pytest.raises(ValueError, match='no weights'):
        FashionInferencer(NAME)


def test_one_of_two_precisions():
    with pytest.raises(ValueError, match='--int8'):
        ExportSettings(half=True, int8='images')
