"""The same question gets the same points from every API."""

import cv2
import numpy as np
import pytest
from mmpose.apis import MMPoseInferencer, inference_topdown
from PIL import Image

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES
from fashionkp.fileio.json_fields import JsonObject
from fashionkp.predictions.jsonl import prediction_of
from fashionkp_mm.apis import FashionInferencer
from fashionkp_mm.export import export_model

pytestmark = pytest.mark.slow

pytest.importorskip('onnxruntime')
pytest.importorskip('fastapi')

BOXES = [(5.0, 10.0, 50.0, 60.0), (-4.0, 20.0, 30.5, 90.0)]
LIMIT = 0.05
"""Largest difference, pixels of the image."""


@pytest.fixture(scope='module')
def inferencer(steady):
    return FashionInferencer(*steady, device='cpu')


@pytest.fixture(scope='module')
def mmpose_inferencer(steady):
    config, weights = map(str, steady)
    return MMPoseInferencer(config, weights, device='cpu', det_model='whole_image')


@pytest.fixture(scope='module')
def exported(steady, tmp_path_factory):
    path = tmp_path_factory.mktemp('exported') / 'model.onnx'
    export_model(*steady, path, flip=True)
    return path


@pytest.fixture(scope='module')
def predictor(exported):
    return Predictor(exported, threads=1)


@pytest.fixture(scope='module', params=['plain.png', 'turned.jpg'])
def photo(request, tmp_path_factory):
    """A photo, which in one case is stored on its side."""
    blobs = np.random.default_rng(0).integers(0, 256, (8, 6, 3), dtype=np.uint8)
    path = tmp_path_factory.mktemp('photos') / request.param
    exif = Image.Exif()
    exif[0x0112] = 6 if 'turned' in path.name else 1
    image = Image.fromarray(cv2.resize(blobs, (60, 100)))
    image.save(path, exif=exif)
    return path


def points(predictions):
    return np.concatenate([prediction.keypoints for prediction in predictions])


def points_of_samples(instances):
    return np.concatenate(
        [
            keypoints[list(CATEGORIES[category].keypoint_ids)]
            for keypoints, category in zip(instances.keypoints, instances.category, strict=True)
        ]
    )


def answers(image, bboxes, inferencer, mmpose_inferencer, predictor):
    """Return the points by API; ``bboxes`` are (G, 4) or None."""
    array = bboxes if bboxes is None else np.array(bboxes)
    by_api = {
        'Predictor': points(predictor(image, bboxes=bboxes)),
        'Predictor, array': points(predictor([image], bboxes=array if array is None else [array])),
        'FashionInferencer': points(inferencer(image, bboxes=bboxes)),
        'FashionInferencer, array': points(inferencer([image], bboxes=array)),
    }
    if isinstance(image, np.ndarray | str):
        ((result,),) = (
            result['predictions']
            for result in mmpose_inferencer(image, bboxes=bboxes, return_datasamples=True)
        )
        by_api['MMPoseInferencer'] = points_of_samples(result.pred_instances)
        samples = inference_topdown(inferencer.model.model, image, bboxes)
        by_api['inference_topdown'] = np.concatenate(
            [points_of_samples(sample.pred_instances) for sample in samples]
        )
    return by_api


@pytest.mark.parametrize('bboxes', [None, BOXES[:1], BOXES], ids=['whole', 'box', 'boxes'])
def test_every_api_gives_the_same_points(photo, bboxes, inferencer, mmpose_inferencer, predictor):
    apis = inferencer, mmpose_inferencer, predictor
    expected = points(inferencer(photo, bboxes=bboxes))
    for image in (str(photo), photo, cv2.imread(str(photo)), Image.open(photo)):
        for api, actual in answers(image, bboxes, *apis).items():
            np.testing.assert_allclose(actual, expected, atol=LIMIT, err_msg=api)


def served(predictor, photo):
    """Return the server's prediction of a photo."""
    from fastapi.testclient import TestClient

    from fashionkp.serving.app import create_app

    with TestClient(create_app(predictor)) as client:
        response = client.post('/predict', content=photo.read_bytes())
    return prediction_of(JsonObject(response.json(), 'response'))


def test_the_server_gives_the_same_points(photo, inferencer, predictor):
    garment = served(predictor, photo)
    np.testing.assert_allclose(points([garment]), points(inferencer(photo)), atol=LIMIT)


@pytest.mark.parametrize(
    'views', [dict(scales=(0.9, 1.1), refine_crop=True), dict(any_rotation=True)]
)
def test_views_are_the_same_in_every_api(photo, steady, exported, mmpose_inferencer, views):
    expected = points(FashionInferencer(*steady, device='cpu', **views)(photo))
    predictor = Predictor(exported, threads=1, **views)
    np.testing.assert_allclose(points(predictor(photo)), expected, atol=LIMIT)
    np.testing.assert_allclose(points([served(predictor, photo)]), expected, atol=LIMIT)
    model = mmpose_inferencer.inferencer.model
    single, model.test_cfg = model.test_cfg, dict(model.test_cfg, **views)
    ((result,),) = (
        r['predictions'] for r in mmpose_inferencer(str(photo), return_datasamples=True)
    )
    model.test_cfg = single
    actual = points_of_samples(result.pred_instances)
    np.testing.assert_allclose(actual, expected, atol=LIMIT)


def test_mmposes_inferencer_refuses_boxes_that_it_cannot_use(photo, mmpose_inferencer):
    for bboxes, reason in (
        ([BOXES, BOXES], '2 entries of bboxes for 1 images'),
        ([(0.1, 0.2, 0.9, 1.0)], '0 to 1: multiply'),
        ([(500, 500, 600, 600)], 'overlap with the image'),
    ):
        with pytest.raises(ValueError, match=reason):
            list(mmpose_inferencer(str(photo), bboxes=bboxes))
