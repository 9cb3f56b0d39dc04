"""Tests of the export: the command, the file, and its predictions beside MMPose's."""

import json
from itertools import cycle

import cv2
import numpy as np
import onnx
import pytest
import torch
from mmengine.config import Config
from mmpose.apis import inference_topdown, init_model
from random_models import SMALL, random_model, settings

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES
from fashionkp.cli.main import main
from fashionkp.inference.devices import GPU_BACKEND
from fashionkp.inference.query import Query
from fashionkp.synthetic import draw_garment
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import CONFIGS
from fashionkp_mm.export import GarmentGraph
from fashionkp_mm.export.onnx_export import checkpoint_ne, export_model
from fashionkp_mm.inference.garment_network import GarmentNetwork

RECIPES = sorted(
    path.stem for path in (CONFIGS / '_base_').glob('*.py') if 'model' in Config.fromfile(path)
)
# the joint leaf of each recipe and one of a single category, in turn
LEAVES = [
    f'{recipe}_{leaf}'
    for recipe, category in zip(RECIPES, cycle(CATEGORIES), strict=False)
    for leaf in ('all', category)
]


def test_the_command_prints_parity_and_the_file(exported):
    out, printed = exported
    assert Predictor(out).card.precision == 'float32'
    for batch in (1, 3, 16):
        assert f'batch {batch}, 32 images: points within' in printed
    assert f'{out}: cpn_small_all' in printed
    assert 'with the mirrored view, NE 12.50 %' in printed
    assert [path.name for path in out.parent.iterdir()] == ['model.onnx']


def test_the_file_has_metadata_and_a_dynamic_batch_size(exported):
    model = onnx.load(exported.path)
    entries = {entry.key: json.loads(entry.value) for entry in model.metadata_props}
    assert entries['categories'] == list(CATEGORIES)
    assert entries['input_size'] == [SMALL, SMALL]
    assert entries['mean'] == pytest.approx([123.675, 116.28, 103.53])
    assert (entries['codec'], entries['ne']) == ('FastUDPHeatmap', 12.5)
    assert model.producer_name == 'fashionkp'
    (images,) = model.graph.input
    batch, *shape = images.type.tensor_type.shape.dim
    assert batch.dim_param
    assert [dim.dim_value for dim in shape] == [SMALL, SMALL, 3]


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
def test_heatmaps_equal_those_of_the_checkpoint(exported, checkpoint, backend):
    cfg = load_config('cpn_small_all', settings('cpn_small_all'))
    network = GarmentNetwork(cfg, checkpoint, 'cpu', heatmaps=True)
    queries = [Query(draw_garment(5, i).image) for i in range(2)]
    predictor = Predictor(exported.path, backend, threads=1, heatmaps=True)
    pairs = zip(predictor.predict(queries), network.predict(queries), strict=True)
    for prediction, expected in pairs:
        actual, target = prediction.heatmaps, expected.heatmaps
        np.testing.assert_allclose(actual.values, target.values, atol=1e-4)
        np.testing.assert_allclose(actual.matrix(), target.matrix(), rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize(
    'backend', ['onnxruntime', 'openvino', pytest.param(GPU_BACKEND, marks=pytest.mark.gpu)]
)
def test_the_predictor_equals_mmpose(exported, checkpoint, tmp_path, backend):
    cfg = load_config('cpn_small_all', settings('cpn_small_all'))
    model = init_model(cfg, str(checkpoint), device='cpu')
    images = [draw_garment(5, i).image for i in range(4)]
    path = tmp_path / 'photo.jpg'
    cv2.imwrite(str(path), images[0])
    box = (30.0, 20.5, 260.0, 300.0)
    predictor = Predictor(exported.path, backend=backend, threads=1)
    predictions = predictor([path, *images[1:]], boxes=[[None]] + [[box]] * 3)
    inputs, boxes = [str(path), *images[1:]], [None, *[[box]] * 3]
    for image, image_boxes, prediction in zip(inputs, boxes, predictions, strict=True):
        expected = inference_topdown(model, image, image_boxes)[0].pred_instances
        assert prediction.category == expected.category[0]
        ids = list(CATEGORIES[prediction.category].keypoint_ids)
        np.testing.assert_allclose(prediction.keypoints, expected.keypoints[0, ids], atol=0.05)
        np.testing.assert_allclose(prediction.scores, expected.keypoint_scores[0, ids], atol=1e-4)
        np.testing.assert_allclose(
            prediction.presence, expected.keypoint_presence[0, ids], atol=1e-4
        )
        probs = list(prediction.category_probs.values())
        np.testing.assert_allclose(probs, expected.category_probs[0], atol=1e-4)


def test_the_batch_size_of_a_model_of_one_category_is_dynamic():
    graph = GarmentGraph(random_model('cpn_small_skirt'), flip=True).eval()
    images = torch.zeros(2, SMALL, SMALL, 3, dtype=torch.uint8)
    batch = torch.export.Dim('batch')
    program = torch.export.export(graph, (images,), dynamic_shapes=({0: batch},))
    (sizes,) = program.range_constraints.values()
    assert sizes.lower <= 1
    assert sizes.upper > 1000


def test_only_a_checkpoint_saved_after_validation_has_an_error(checkpoint, tmp_path):
    assert checkpoint_ne(checkpoint) == 12.5
    saved = torch.load(checkpoint, weights_only=False)
    saved['message_hub']['runtime_info']['loop_stage'] = 'train'
    torch.save(saved, tmp_path / 'epoch_2.pth')
    assert checkpoint_ne(tmp_path / 'epoch_2.pth') is None
    torch.save(saved['state_dict'], tmp_path / 'weights.pth')
    assert checkpoint_ne(tmp_path / 'weights.pth') is None


def test_a_model_that_cannot_be_exported_is_not_written(
    checkpoint, small_options, tmp_path, capsys
):
    out = tmp_path / 'model.onnx'
    arguments = ['-o', str(out), *small_options('cpn_small_all')]
    assert main(['export', 'cpn_small_all', str(tmp_path / 'no.pth'), *arguments]) == 2
    assert 'no checkpoint' in capsys.readouterr().err
    headless = [*arguments, 'model.garment_head=None']
    assert main(['export', 'cpn_small_all', str(checkpoint), *headless]) == 2
    assert 'no garment_head' in capsys.readouterr().err
    assert not out.exists()


def test_the_command_quantizes(checkpoint, small_options, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr('fashionkp_mm.export.onnx_export.compare_outputs', lambda *args: iter(()))
    cv2.imwrite(str(tmp_path / 'a.png'), draw_garment(5, 0).image)
    out = tmp_path / 'int8.onnx'
    arguments = ['export', 'cpn_small_all', str(checkpoint), '-o', str(out), '--no-flip']
    settings = small_options('cpn_small_all')
    assert main([*arguments, '--int8', str(tmp_path / 'no'), *settings]) == 2
    assert 'no: no such file or folder' in capsys.readouterr().err
    assert main([*arguments, '--int8', str(tmp_path), *settings]) == 0
    assert 'int8, 1 images: ' in capsys.readouterr().out
    card = Predictor(out).card
    assert (card.precision, card.ne, card.flip) == ('int8', None, False)


@pytest.mark.slow
@pytest.mark.parametrize('name', LEAVES)
def test_every_recipe_can_be_exported(name, small_options, tmp_path):
    torch.save(dict(state_dict=random_model(name).state_dict()), tmp_path / 'random.pth')
    arguments = ['export', name, str(tmp_path / 'random.pth'), '-o', str(tmp_path / 'model.onnx')]
    assert main([*arguments, *small_options(name)]) == 0
    codec = load_config(name).codec.type
    has_heatmaps = codec.endswith('Heatmap')
    predictor = Predictor(tmp_path / 'model.onnx', heatmaps=has_heatmaps)
    assert predictor.card.codec == codec
    predictions = predictor([draw_garment(5, i).image for i in range(3)])
    assert all(np.isfinite(prediction.keypoints).all() for prediction in predictions)
    assert all((prediction.heatmaps is not None) == has_heatmaps for prediction in predictions)


@pytest.mark.parametrize(('name', 'content'), [('model.pt', None), ('model.onnx', b'mine')])
def test_only_exported_models_are_replaced(name, content, tmp_path):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=name):
        export_model('cpn_small_skirt', tmp_path / 'none.pth', tmp_path / name)
    assert content is None or (tmp_path / name).read_bytes() == content
