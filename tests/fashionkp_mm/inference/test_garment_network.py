"""Tests of GarmentNetwork: its config, weights and views."""

import numpy as np
import pytest
from random_models import save_random_weights, settings

from fashionkp.categories import CATEGORIES
from fashionkp.inference.query import Query
from fashionkp_mm.config import input_size_options, load_config
from fashionkp_mm.inference.garment_network import GarmentNetwork
from fashionkp_mm.inference.inferencer import FashionInferencer

IMAGES = np.random.default_rng(0).integers(0, 256, (5, 80, 60, 3), dtype=np.uint8)
QUERIES = [Query(image, name=f'{i}') for i, image in enumerate(IMAGES)]


@pytest.fixture
def config():
    """Return the config of the smallest recipe with an input of 64 pixels."""
    cfg = load_config('cpn_small_all')
    cfg.merge_from_dict(input_size_options(cfg, 64))
    return cfg


@pytest.fixture
def weights(config, tmp_path):
    return save_random_weights(config, tmp_path / 'random.pth')


@pytest.mark.parametrize(('flip', 'views'), [(False, 1), (True, 2)])
def test_a_batch_has_one_forward_pass_per_view(config, weights, flip, views):
    network = GarmentNetwork(config, weights, 'cpu', flip=flip)
    sizes = []
    network.model.backbone.register_forward_pre_hook(lambda _, args: sizes.append(len(args[0])))
    predictions = network.predict(QUERIES)
    assert [prediction.image for prediction in predictions] == ['0', '1', '2', '3', '4']
    assert sizes == [len(QUERIES)] * views
    assert network.predict([]) == []


def test_the_given_config_does_not_change(config, weights):
    before = config.to_dict()
    GarmentNetwork(config, weights, 'cpu', flip=False, options={'model.test_cfg.x': 1})
    assert config.to_dict() == before


def test_a_box_and_a_category_are_those_of_the_query(config, weights):
    query = Query(IMAGES[0], 'a', category='skirt', box=(5.0, 10.0, 50.0, 70.0))
    (prediction,) = GarmentNetwork(config, weights, 'cpu').predict([query])
    assert (prediction.category, prediction.box) == ('skirt', query.box)
    assert prediction.size == (60, 80)
    assert prediction.names == CATEGORIES['skirt'].keypoints


def test_scores_are_calibrated_if_the_checkpoint_has_a_calibration(config, weights):
    network = GarmentNetwork(config, weights, 'cpu')
    assert not network.predict(QUERIES[:1])[0].calibrated
    network.model.score_calibration.coefficients[:] = 1
    assert network.predict(QUERIES[:1])[0].calibrated


def test_heatmaps_are_those_that_the_points_are_decoded_from(config, weights):
    network = GarmentNetwork(config, weights, 'cpu', heatmaps=True)
    predictions = network.predict([Query(IMAGES[0], category='skirt'), QUERIES[1]])
    plain = GarmentNetwork(config, weights, 'cpu').predict([Query(IMAGES[0], category='skirt')])
    np.testing.assert_allclose(predictions[0].keypoints, plain[0].keypoints, atol=1e-4)
    assert plain[0].heatmaps is None
    decoder = network.model.head.decoder
    for prediction in predictions:
        heatmaps = prediction.heatmaps
        points, scores = decoder.decode(heatmaps.values)
        cells = points[0] / decoder.input_size * (np.array(heatmaps.values.shape[:0:-1]) - 1)
        placed = heatmaps.matrix() @ np.vstack([cells.T, np.ones(len(cells))])
        np.testing.assert_allclose(placed.T, prediction.keypoints, atol=1e-3)
        np.testing.assert_array_equal(scores[0], heatmaps.peaks)


def test_a_recipe_without_heatmaps_is_refused_if_they_are_asked_for(tmp_path):
    options = settings('rtmpose_m_skirt')
    config = load_config('rtmpose_m_skirt', options)
    weights = save_random_weights(config, tmp_path / 'random.pth')
    GarmentNetwork(config, weights, 'cpu')
    with pytest.raises(ValueError, match='there are no heatmaps: its codec is SimCCLabel'):
        GarmentNetwork(config, weights, 'cpu', heatmaps=True)


def test_a_checkpoint_contains_its_config(trained):
    path = next(trained.work_dir.glob('epoch_2.pth'))
    without_config = GarmentNetwork(weights=path, device='cpu')
    with_config = GarmentNetwork(trained.work_dir / 'cpn_small_skirt.py', path, device='cpu')
    assert without_config.categories == ('skirt',)
    pairs = zip(without_config.predict(QUERIES), with_config.predict(QUERIES), strict=True)
    for prediction, expected in pairs:
        np.testing.assert_array_equal(prediction.keypoints, expected.keypoints)


def test_other_models_raise(config, tmp_path):
    with pytest.raises(ValueError, match='no model'):
        GarmentNetwork()
    with pytest.raises(FileNotFoundError, match=r'no\.pth'):
        GarmentNetwork('cpn_small_all', tmp_path / 'no.pth')
    weights = save_random_weights(config, tmp_path / 'random.pth')
    config.model.garment_head = None
    with pytest.raises(ValueError, match='garment_head'):
        GarmentNetwork(config, weights)


def test_errors_of_a_config_and_of_options_are_lines(config, trained, tmp_path):
    weights = next(trained.work_dir.glob('epoch_2.pth'))
    broken = tmp_path / 'broken.py'
    broken.write_text('model = dict(')
    with pytest.raises(ValueError, match=r'broken\.py:1: the config cannot be read'):
        GarmentNetwork(broken, weights)
    for model in (config, 'cpn_small_skirt', None):
        with pytest.raises(ValueError, match=r'did you mean model\.backbone\.stem_channels'):
            GarmentNetwork(model, weights, options={'model.backbone.stem_channel': 8})


def test_random_weights_are_never_used(config):
    for model in ('cpn_small_all', config):
        for build in (GarmentNetwork, FashionInferencer):
            with pytest.raises(ValueError, match='no weights: expected a checkpoint'):
                build(model)
    with pytest.raises(ValueError, match='cpn_small_skirt: no weights'):
        FashionInferencer(routes={'skirt': ('cpn_small_skirt', None)})
