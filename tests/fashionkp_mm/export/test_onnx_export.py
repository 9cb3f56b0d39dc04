"""``fashionkp export``: the file it writes, and what that tells beside MMPose."""

import json
import logging
from contextlib import redirect_stdout
from io import StringIO
from itertools import cycle

import cv2
import numpy as np
import onnx
import pytest
import torch
from mmengine.config import Config
from mmengine.logging import HistoryBuffer
from mmpose.apis import inference_topdown, init_model
from random_models import SMALL, random_model, settings

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES
from fashionkp.cli.main import main
from fashionkp.datasets.splits import validation_mask
from fashionkp.synthetic import draw_garment, write_dataset
from fashionkp_mm.config import CONFIGS, load_config
from fashionkp_mm.export import GarmentGraph
from fashionkp_mm.export.calibration_images import read_garments
from fashionkp_mm.export.onnx_export import in_int8, known_ne

RECIPES = sorted(
    path.stem for path in (CONFIGS / '_base_').glob('*.py') if 'model' in Config.fromfile(path)
)
# the joint leaf of each recipe and one of a single category, in turn
LEAVES = [
    f'{recipe}_{leaf}'
    for recipe, category in zip(RECIPES, cycle(CATEGORIES), strict=False)
    for leaf in ('all', category)
]


@pytest.fixture(scope='module')
def checkpoint(tmp_path_factory):
    """Weights of a small joint model, as saved after a validation that gave 12.5 %."""
    hub = dict(
        log_scalars={'val/fashionai/NE': HistoryBuffer([30.0, 12.5], [1, 1])},
        runtime_info=dict(loop_stage='val'),
    )
    path = tmp_path_factory.mktemp('checkpoint') / 'best.pth'
    weights = random_model('cpn_small_all').state_dict()
    torch.save(dict(state_dict=weights, message_hub=hub, meta={}), path)
    return path


def options(name):
    return ['--cfg-options', *(f'{k}={v!r}'.replace(' ', '') for k, v in settings(name).items())]


@pytest.fixture(scope='module')
def exported(checkpoint, tmp_path_factory):
    """The file that the command writes, and what it prints."""
    out = tmp_path_factory.mktemp('exported') / 'model.onnx'
    arguments = ['export', 'cpn_small_all', str(checkpoint), '-o', str(out)]
    logging.disable(logging.DEBUG)  # torch traces each step, and pytest would keep it all
    with redirect_stdout(StringIO()) as printed:
        assert main([*arguments, *options('cpn_small_all')]) == 0
    logging.disable(logging.NOTSET)
    return out, printed.getvalue()


def test_the_command_prints_parity_and_what_it_wrote(exported):
    out, printed = exported
    assert Predictor(out).card.precision == 'float32'
    for batch in (1, 3, 16):
        assert f'batch {batch}, 32 images: points within' in printed
    assert f'{out}: cpn_small_all' in printed
    assert 'with the mirrored view, NE 12.50 %' in printed
    assert [path.name for path in out.parent.iterdir()] == ['model.onnx']


def test_the_file_tells_about_itself(exported):
    model = onnx.load(exported[0])
    entries = {entry.key: json.loads(entry.value) for entry in model.metadata_props}
    assert entries['categories'] == list(CATEGORIES)
    assert entries['input_size'] == [SMALL, SMALL]
    assert entries['mean'] == pytest.approx([123.675, 116.28, 103.53])
    assert (entries['codec'], entries['ne']) == ('FastUDPHeatmap', 12.5)
    assert model.producer_name == 'fashionkp'
    (images,) = model.graph.input
    batch, *shape = images.type.tensor_type.shape.dim
    assert batch.dim_param
    assert [each.dim_value for each in shape] == [SMALL, SMALL, 3]


@pytest.mark.parametrize('backend', ['onnxruntime', 'openvino'])
def test_the_predictor_tells_what_the_model_does_by_mmpose(exported, checkpoint, tmp_path, backend):
    cfg = load_config('cpn_small_all', settings('cpn_small_all'))
    model = init_model(cfg, str(checkpoint), device='cpu')
    images = [draw_garment(5, i).image for i in range(4)]
    path = tmp_path / 'photo.jpg'
    cv2.imwrite(str(path), images[0])
    box = (30.0, 20.5, 260.0, 300.0)
    predictor = Predictor(exported[0], backend=backend, threads=1)
    found = predictor([path, *images[1:]], boxes=[[None]] + [[box]] * 3)
    for image, view, one in zip([str(path), *images[1:]], [None] + [[box]] * 3, found, strict=True):
        wanted = inference_topdown(model, image, view)[0].pred_instances
        assert one.category == wanted.category[0]
        ids = list(CATEGORIES[one.category].keypoint_ids)
        np.testing.assert_allclose(one.keypoints, wanted.keypoints[0, ids], atol=0.05)
        np.testing.assert_allclose(one.scores, wanted.keypoint_scores[0, ids], atol=1e-4)
        np.testing.assert_allclose(one.presence, wanted.keypoint_presence[0, ids], atol=1e-4)
        np.testing.assert_allclose(
            list(one.category_probs.values()), wanted.category_probs[0], atol=1e-4
        )


def test_a_model_of_one_category_takes_batches_of_any_length_too():
    graph = GarmentGraph(random_model('cpn_small_skirt'), flip=True).eval()
    images = torch.zeros(2, SMALL, SMALL, 3, dtype=torch.uint8)
    batch = torch.export.Dim('batch')
    program = torch.export.export(graph, (images,), dynamic_shapes=({0: batch},))
    (lengths,) = program.range_constraints.values()
    assert lengths.lower <= 1
    assert lengths.upper > 1000


def test_only_a_checkpoint_saved_after_validation_tells_its_score(checkpoint, tmp_path):
    assert known_ne(checkpoint) == 12.5
    saved = torch.load(checkpoint, weights_only=False)
    saved['message_hub']['runtime_info']['loop_stage'] = 'train'
    torch.save(saved, tmp_path / 'epoch_2.pth')
    assert known_ne(tmp_path / 'epoch_2.pth') is None
    torch.save(saved['state_dict'], tmp_path / 'bare.pth')
    assert known_ne(tmp_path / 'bare.pth') is None


def test_what_cannot_be_exported_is_refused_and_nothing_is_written(checkpoint, tmp_path, capsys):
    out = tmp_path / 'model.onnx'
    arguments = ['-o', str(out), *options('cpn_small_all')]
    assert main(['export', 'cpn_small_all', str(tmp_path / 'no.pth'), *arguments]) == 2
    assert 'no checkpoint' in capsys.readouterr().err
    bare = [*arguments, 'model.garment_head=None']
    assert main(['export', 'cpn_small_all', str(checkpoint), *bare]) == 2
    assert 'no garment_head' in capsys.readouterr().err
    assert not out.exists()


def test_layers_in_int8_and_the_decoding_in_float(exported, tmp_path):
    write_dataset(tmp_path / 'drawn', 24, seed=1)
    garments = read_garments(tmp_path / 'drawn', list(CATEGORIES))
    data, card, change = in_int8(exported[0].read_bytes(), Predictor(exported[0]).card, garments)
    (tmp_path / 'int8.onnx').write_bytes(data)
    assert Predictor(tmp_path / 'int8.onnx').card == card
    assert (card.precision, card.ne) == ('int8', change.ne[1])
    held_out = validation_mask(image.name for image in garments.images).sum()
    assert str(change).startswith(f'int8, {held_out} images: NE {card.ne:.2f} % instead of ')
    floats = {w.name for w in onnx.load(exported[0]).graph.initializer if w.data_type == 1}
    kept = {w.name for w in onnx.load_from_string(data).graph.initializer if w.data_type == 1}
    assert 'model.head.refine_net.predictors.0.weight' in kept & floats
    assert {name for name in floats if name.startswith('model.backbone.')}.isdisjoint(kept)
    assert {name for name in floats if not name.startswith('model.')} <= kept


def test_the_command_quantizes(checkpoint, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr('fashionkp_mm.export.onnx_export.comparisons', lambda *args: iter(()))
    cv2.imwrite(str(tmp_path / 'a.png'), draw_garment(5, 0).image)
    out = tmp_path / 'int8.onnx'
    arguments = ['export', 'cpn_small_all', str(checkpoint), '-o', str(out), '--no-flip']
    settings = options('cpn_small_all')
    assert main([*arguments, '--int8', str(tmp_path / 'no'), *settings]) == 2
    assert 'no: no such file or folder' in capsys.readouterr().err
    assert main([*arguments, '--int8', str(tmp_path), *settings]) == 0
    assert 'int8, 1 images: points moved by' in capsys.readouterr().out
    card = Predictor(out).card
    assert (card.precision, card.ne, card.flip) == ('int8', None, False)


@pytest.mark.slow
@pytest.mark.parametrize('name', LEAVES)
def test_every_recipe_exports(name, tmp_path):
    torch.save(dict(state_dict=random_model(name).state_dict()), tmp_path / 'random.pth')
    arguments = ['export', name, str(tmp_path / 'random.pth'), '-o', str(tmp_path / 'model.onnx')]
    assert main([*arguments, *options(name)]) == 0
    found = Predictor(tmp_path / 'model.onnx')([draw_garment(5, i).image for i in range(3)])
    assert all(np.isfinite(one.keypoints).all() for one in found)
