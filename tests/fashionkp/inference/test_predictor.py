"""The predictor on a model whose outputs can be computed by hand."""

import json
import pickle
import subprocess
import sys

import cv2
import numpy as np
import pytest
from heatmap_model import write_heatmap_model
from PIL import Image

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.query import Query

BACKENDS = ('onnxruntime', 'openvino')
DRESS = CATEGORIES['dress']


def image(blue=0, green=0, size=(16, 16)):
    """Return an image of one color; green decides the category."""
    return np.full((size[1], size[0], 3), (blue, green, 7), np.uint8)


@pytest.fixture(scope='module', params=BACKENDS)
def predictor(hand_model, request):
    return Predictor(hand_model.path, backend=request.param, threads=1)


def test_points_of_the_predicted_category_in_pixels_of_the_image(predictor, hand_model):
    (garment,) = predictor(image(blue=102, green=200))
    assert garment.category == 'dress'
    assert garment.category_score > 0.99
    assert list(garment.category_probs) == list(CATEGORIES)
    assert garment.size == (16, 16)
    assert garment.box == (0, 0, 16, 16)
    ids = list(DRESS.keypoint_ids)
    # the image is twice as large as the input; the middle of blue lies 102 thousandths further
    np.testing.assert_allclose(
        garment.keypoints, (hand_model.points[ids] + [0.102, 0]) * 2, atol=1e-4
    )
    np.testing.assert_allclose(garment.scores, 0.4, atol=1e-6)
    np.testing.assert_allclose(garment.presence, hand_model.presence[4, ids], atol=1e-6)


def test_a_given_category_overrides_the_predicted_one(predictor, hand_model):
    (garment,) = predictor(image(green=200), category='skirt')
    assert garment.category == 'skirt'
    assert garment.category_score < 0.01
    assert garment.category_probs['dress'] > 0.99
    ids = list(CATEGORIES['skirt'].keypoint_ids)
    np.testing.assert_allclose(garment.presence, hand_model.presence[3, ids], atol=1e-6)


@pytest.mark.parametrize('backend', BACKENDS)
def test_heatmaps_of_the_category_lie_where_the_points_are(backend, tmp_path):
    heatmaps = np.random.default_rng(0).random((24, 5, 9))
    path = write_heatmap_model(tmp_path / 'model.onnx', heatmaps, np.ones(24))
    predictor = Predictor(path, backend, threads=1, heatmaps=True)
    for each in (predictor, pickle.loads(pickle.dumps(predictor))):
        blouse, skirt = each([image(size=(40, 80))] * 2, category=[None, 'skirt'])
        own = heatmaps[list(CATEGORIES['skirt'].keypoint_ids)]
        np.testing.assert_allclose(skirt.heatmaps.values, own, atol=1e-6)
        assert len(blouse.heatmaps.values) == len(blouse.names)
        for garment in (blouse, skirt):
            cells = garment.heatmaps.values.reshape(len(garment.names), -1).argmax(1)
            peaks = np.stack([cells % 9, cells // 9, np.ones_like(cells)])
            points = (garment.heatmaps.matrix() @ peaks).T
            np.testing.assert_allclose(points, garment.keypoints, atol=1e-4)
    assert Predictor(path, backend)(image())[0].heatmaps is None


def test_one_category_for_each_image(predictor):
    images = [image(green=200), image(green=200)]
    garments = predictor(images, category=[None, 'skirt'])
    assert [garment.category for garment in garments] == ['dress', 'skirt']


def test_a_narrow_image_is_centered_in_the_input(predictor, hand_model):
    (garment,) = predictor(image(size=(4, 16)), category='dress')
    points = hand_model.points[list(DRESS.keypoint_ids)] * 2 - [6, 0]
    np.testing.assert_allclose(garment.keypoints, points, atol=1e-4)


def test_one_garment_for_each_box_in_order(predictor, hand_model):
    whole = image(size=(64, 64))
    boxes = [(8, 16, 24, 32), (40.5, 0, 48.5, 8)]
    garments = predictor([whole, whole], bboxes=[boxes, boxes[:1]], category='skirt')
    assert [garment.box for garment in garments] == [*boxes, boxes[0]]
    ids = list(CATEGORIES['skirt'].keypoint_ids)
    np.testing.assert_allclose(
        garments[0].keypoints, hand_model.points[ids] * 2 + [8, 16], atol=1e-4
    )
    np.testing.assert_allclose(garments[1].keypoints, hand_model.points[ids] + [40.5, 0], atol=1e-4)


def test_boxes_in_any_form_are_the_same_question(predictor):
    whole, box = image(size=(64, 64)), (8.0, 16.0, 24.0, 32.0)
    (expected,) = predictor([whole], bboxes=[[box]])
    array = np.array([box])
    for images, bboxes in (
        ([whole], [array]),
        ([whole], array[None]),
        ([whole], array.astype(np.float32)[None]),
        (whole, array),
        (whole, array[0]),
        (whole, [list(box)]),
    ):
        (garment,) = predictor(images, bboxes=bboxes)
        assert garment.as_dict() == expected.as_dict()
        assert predictor(images, boxes=bboxes)[0].as_dict() == expected.as_dict()
    (garment,) = predictor.predict([Query(whole, box=array[0])])
    assert garment.as_dict() == expected.as_dict()
    assert [g.box for g in predictor([whole, whole], bboxes=[None, []])] == [(0, 0, 64, 64)]
    boxes = [garment.box for garment in predictor([whole, whole], bboxes=[[None], [box, None]])]
    assert boxes == [(0, 0, 64, 64), box, (0, 0, 64, 64)]
    assert [garment.box for garment in predictor(whole, bboxes=[[None]])] == [(0, 0, 64, 64)]


def test_an_image_of_pillow_is_that_of_its_file(predictor):
    array = np.random.default_rng(0).integers(0, 256, (20, 16, 3), dtype=np.uint8)
    (expected,) = predictor(array)
    for images in (Image.fromarray(array[..., ::-1]), [Image.fromarray(array[..., ::-1])]):
        assert predictor(images)[0].as_dict() == expected.as_dict()


def test_batches_keep_the_order_and_are_read_as_needed(predictor):
    taken = []

    def queries():
        for i in range(7):
            taken.append(i)
            yield Query(image(blue=10 * i), name=f'{i}.jpg')

    predictions = predictor.predict(queries(), batch_size=3)
    assert taken == []
    assert next(predictions).image == '0.jpg'
    assert taken == [0, 1, 2]
    rest = list(predictions)
    assert [garment.image for garment in rest] == [f'{i}.jpg' for i in range(1, 7)]
    np.testing.assert_allclose([garment.scores[0] for garment in rest], np.arange(10, 70, 10) / 255)


def test_garments_may_be_prepared_one_by_one_and_predicted_together(predictor):
    queries = [Query(image(blue, 50 * i), box=(i, 0, 16, 16)) for i, blue in enumerate((9, 99))]
    crops = [predictor.prepare(query) for query in queries]
    assert [crop.pixels.shape for crop in crops] == [(8, 8, 3)] * 2
    expected = [garment.as_dict() for garment in predictor.predict(queries)]
    assert [garment.as_dict() for garment in predictor.predict_batch(crops)] == expected


def test_images_are_read_from_files(predictor, tmp_path):
    cv2.imwrite(str(tmp_path / 'a.png'), image(green=200))
    by_file = predictor(tmp_path / 'a.png')
    assert by_file[0].image == str(tmp_path / 'a.png')
    np.testing.assert_array_equal(by_file[0].keypoints, predictor(image(green=200))[0].keypoints)
    assert predictor([]) == []


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (dict(category='kilt'), "category 'kilt'.*blouse"),
        (dict(category=['skirt', 'skirt']), '2 categories for 1 images'),
        (dict(bboxes=[None], boxes=[[(0, 0, 5, 5)]]), 'bboxes and boxes are given'),
        (dict(bboxes=[]), '0 entries of bboxes for 1 images'),
        (dict(bboxes=[[(0, 0, 0, 5)]]), r'box \[0.0, 0.0, 0.0, 5.0\].*x0 < x1'),
        (dict(bboxes=[[(0, 0, 5)]]), r'shape \(1, 3\): expected \(G, 4\)'),
        (dict(bboxes=[[(0, 0, 5, np.nan)]]), 'x0 < x1'),
        (dict(bboxes=[[(0, 0, 5, 9), (0, 0, 5)]]), 'expected .* numbers'),
        (dict(bboxes=[[(40, 40, 50, 50)]]), 'overlap with the image, 16 x 16'),
        (dict(bboxes=[[(0.1, 0.2, 0.9, 1.0)]]), r'0 to 1: multiply.*16 x 16'),
    ],
)
def test_invalid_arguments_are_named(predictor, arguments, message):
    with pytest.raises(ValueError, match=message):
        predictor(image(), **arguments)


@pytest.mark.parametrize(
    'bad', [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)]
)
def test_an_array_that_is_not_an_image_is_refused(predictor, bad):
    with pytest.raises(ValueError, match=r'expected \(H, W, 3\) of uint8'):
        predictor(bad)


def test_batch_size_must_be_positive(predictor):
    with pytest.raises(ValueError, match='batch_size is 0'):
        next(predictor.predict([Query(image())], batch_size=0))


def test_unknown_backend_lists_the_choices(hand_model):
    with pytest.raises(ValueError, match=r"backend 'tpu'.*onnxruntime, onnxruntime-gpu, openvino"):
        Predictor(hand_model.path, backend='tpu')


def test_it_imports_no_training_framework(hand_model):
    script = f"""
import sys
import fashionkp
assert 'numpy' not in sys.modules
import numpy as np
garments = fashionkp.Predictor({str(hand_model.path)!r})(np.zeros((9, 9, 3), np.uint8))
assert garments[0].category == 'blouse'
heavy = ('torch', 'torchvision', 'mmpose', 'mmcv', 'mmengine', 'fashionkp_mm', 'onnx')
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.stdout == '[]\n', done.stderr


def test_the_model_card_is_read(predictor, hand_model):
    card = predictor.card
    assert (card.name, card.input_size, card.ne) == ('drawn_by_hand', (8, 8), None)
    assert card.keypoints == KEYPOINTS


@pytest.mark.faults
def test_outputs_in_another_order_are_matched_by_name(hand_model, tmp_path):
    """As for a model exported when the package had another order of key points and categories."""
    onnx = pytest.importorskip('onnx')
    model = onnx.load(hand_model.path)
    for entry in model.metadata_props:
        if entry.key in ('keypoints', 'categories'):
            entry.value = json.dumps(json.loads(entry.value)[::-1])
    onnx.save(model, tmp_path / 'other.onnx')
    (garment,) = Predictor(tmp_path / 'other.onnx', threads=1)(image(green=0))
    assert (garment.category, garment.names) == ('dress', DRESS.keypoints)
    channels = [len(KEYPOINTS) - 1 - i for i in DRESS.keypoint_ids]
    np.testing.assert_allclose(garment.keypoints, hand_model.points[channels] * 2, atol=1e-4)
    np.testing.assert_allclose(garment.presence, hand_model.presence[0, channels], atol=1e-6)
