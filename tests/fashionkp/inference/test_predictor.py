"""The predictor on a model whose answers can be worked out by hand."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest

from fashionkp import Predictor
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.backends import Backend
from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.query import Query

BACKENDS = ('onnxruntime', 'openvino')
DRESS = CATEGORIES['dress']


def image(blue=0, green=0, size=(16, 16)):
    """An image of one colour; the model takes green for the category."""
    return np.full((size[1], size[0], 3), (blue, green, 7), np.uint8)


@pytest.fixture(scope='module', params=BACKENDS)
def predictor(hand_model, request):
    return Predictor(hand_model.path, backend=request.param, threads=1)


def test_points_of_the_found_category_in_pixels_of_the_image(predictor, hand_model):
    (found,) = predictor(image(blue=102, green=200))
    assert found.category == 'dress'
    assert found.category_score > 0.99
    assert list(found.category_probs) == list(CATEGORIES)
    assert found.size == (16, 16)
    assert found.box == (0, 0, 16, 16)
    ids = list(DRESS.keypoint_ids)
    # the image is twice as large as the input; the middle of blue lies 102 thousandths further
    np.testing.assert_allclose(
        found.keypoints, (hand_model.points[ids] + [0.102, 0]) * 2, atol=1e-4
    )
    np.testing.assert_allclose(found.scores, 0.4, atol=1e-6)
    np.testing.assert_allclose(found.presence, hand_model.presence[4, ids], atol=1e-6)


def test_a_given_category_wins_over_the_found_one(predictor, hand_model):
    (found,) = predictor(image(green=200), category='skirt')
    assert found.category == 'skirt'
    assert found.category_score < 0.01
    assert found.category_probs['dress'] > 0.99
    ids = list(CATEGORIES['skirt'].keypoint_ids)
    np.testing.assert_allclose(found.presence, hand_model.presence[3, ids], atol=1e-6)


def test_categories_one_for_each_image(predictor):
    images = [image(green=200), image(green=200)]
    found = predictor(images, category=[None, 'skirt'])
    assert [one.category for one in found] == ['dress', 'skirt']


def test_a_narrow_image_lies_in_the_middle_of_the_input(predictor, hand_model):
    (found,) = predictor(image(size=(4, 16)), category='dress')
    points = hand_model.points[list(DRESS.keypoint_ids)] * 2 - [6, 0]
    np.testing.assert_allclose(found.keypoints, points, atol=1e-4)


def test_a_garment_for_each_box_in_order(predictor, hand_model):
    whole = image(size=(64, 64))
    boxes = [(8, 16, 24, 32), (40.5, 0, 48.5, 8)]
    found = predictor([whole, whole], boxes=[boxes, boxes[:1]], category='skirt')
    assert [one.box for one in found] == [*boxes, boxes[0]]
    ids = list(CATEGORIES['skirt'].keypoint_ids)
    np.testing.assert_allclose(found[0].keypoints, hand_model.points[ids] * 2 + [8, 16], atol=1e-4)
    np.testing.assert_allclose(found[1].keypoints, hand_model.points[ids] + [40.5, 0], atol=1e-4)


def test_batches_keep_the_order_and_are_read_as_they_are_needed(predictor):
    taken = []

    def queries():
        for i in range(7):
            taken.append(i)
            yield Query(image(blue=10 * i), name=f'{i}.jpg')

    answers = predictor.predict(queries(), batch_size=3)
    assert taken == []
    assert next(answers).image == '0.jpg'
    assert taken == [0, 1, 2]
    rest = list(answers)
    assert [one.image for one in rest] == [f'{i}.jpg' for i in range(1, 7)]
    np.testing.assert_allclose([one.scores[0] for one in rest], np.arange(10, 70, 10) / 255)


def test_garments_may_be_prepared_one_by_one_and_answered_together(predictor):
    queries = [Query(image(blue, 50 * i), box=(i, 0, 16, 16)) for i, blue in enumerate((9, 99))]
    prepared = [predictor.prepare(query) for query in queries]
    assert [one.pixels.shape for one in prepared] == [(8, 8, 3)] * 2
    expected = [one.as_dict() for one in predictor.predict(queries)]
    assert [one.as_dict() for one in predictor.predict_batch(prepared)] == expected


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
        (dict(boxes=[]), '0 lists of boxes for 1 images'),
        (dict(boxes=[[(0, 0, 0, 5)]]), r'box \(0, 0, 0, 5\).*x0 < x1'),
        (dict(boxes=[[(0, 0, 5)]]), r'box \(0, 0, 5\).*four numbers'),
        (dict(boxes=[[(0, 0, 5, np.nan)]]), 'four numbers'),
    ],
)
def test_wrong_arguments_are_named(predictor, arguments, message):
    with pytest.raises(ValueError, match=message):
        predictor(image(), **arguments)


@pytest.mark.parametrize(
    'bad', [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 3)), np.zeros((0, 4, 3), np.uint8)]
)
def test_an_array_that_is_no_image_is_refused(predictor, bad):
    with pytest.raises(ValueError, match=r'expected \(H, W, 3\) of uint8'):
        predictor(bad)


def test_batch_size_must_be_positive(predictor):
    with pytest.raises(ValueError, match='batch_size is 0'):
        next(predictor.predict([Query(image())], batch_size=0))


@pytest.mark.parametrize('backend', BACKENDS)
def test_other_files_are_refused(tmp_path, backend):
    text = tmp_path / 'text.onnx'
    text.write_text('not a model')
    with pytest.raises(ValueError, match=r'text\.onnx: not a model'):
        Predictor(text, backend=backend)
    with pytest.raises(FileNotFoundError, match='no model'):
        Predictor(tmp_path / 'none.onnx', backend=backend)


def test_a_model_of_another_program_is_refused(hand_model, tmp_path):
    import onnx

    model = onnx.load(hand_model.path)
    del model.metadata_props[:2]
    onnx.save(model, tmp_path / 'other.onnx')
    with pytest.raises(
        ValueError, match=r'other\.onnx: its metadata lack name, categories.*export'
    ):
        Predictor(tmp_path / 'other.onnx')


def changed(hand_model, path, change):
    """A file that tells the same of itself, with another graph."""
    import onnx

    model = onnx.load(hand_model.path)
    change(model.graph, onnx)
    onnx.save(model, path)
    return path


def node_of(graph, output):
    (found,) = (node for node in graph.node if output in node.output)
    return found


def without_points(graph, onnx):
    graph.output[0].name = node_of(graph, 'points').output[0] = 'places'


def with_answers_that_are_no_numbers(graph, onnx):
    (base,) = (one for one in graph.initializer if one.name == 'base')
    base.CopyFrom(onnx.numpy_helper.from_array(np.full((24, 2), np.nan, np.float32), 'base'))


def with_fewer_scores(graph, onnx):
    """The colour of the image says how many there are, which no engine can know before."""
    graph.output[1].type.tensor_type.shape.dim[1].dim_param = 'some'
    node_of(graph, 'scores').output[0] = 'all'
    make = onnx.helper.make_node
    graph.node.extend(
        [
            make('ReduceMax', ['colors'], ['largest'], keepdims=0),
            make('Unsqueeze', ['largest', 'zero'], ['listed']),
            make('Cast', ['listed'], ['end'], to=7),
            make('Slice', ['all', 'zero', 'end', 'one'], ['scores']),
        ]
    )


def that_fails(graph, onnx):
    """Adds 24 numbers to as many as the image's colour says."""
    with_fewer_scores(graph, onnx)
    node_of(graph, 'scores').output[0] = 'few'
    graph.node.append(onnx.helper.make_node('Add', ['few', 'zeros'], ['scores']))


@pytest.mark.parametrize('backend', BACKENDS)
@pytest.mark.parametrize(
    ('change', 'reason'),
    [
        (without_points, 'its graph lacks points'),
        (with_answers_that_are_no_numbers, 'the model returns points that are not finite'),
        (with_fewer_scores, 'scores of its graph are 1 x 7: expected 1 x 24 by its metadata'),
        (
            that_fails,
            '(the model fails|points of its graph are 0 x 24)',
        ),  # OpenVINO answers nothing
    ],
)
def test_a_graph_that_is_not_what_it_says(hand_model, tmp_path, backend, change, reason):
    path = changed(hand_model, tmp_path / 'odd.onnx', change)
    with pytest.raises(ValueError, match=rf'odd\.onnx: {reason}'):
        Predictor(path, backend=backend, threads=1)(image())


def test_unknown_backend_lists_the_choices(hand_model):
    with pytest.raises(ValueError, match=r"backend 'tpu'.*onnxruntime, openvino"):
        Predictor(hand_model.path, backend='tpu')


def test_it_imports_no_training_framework(hand_model):
    script = f"""
import sys
import fashionkp
assert 'numpy' not in sys.modules
import numpy as np
answers = fashionkp.Predictor({str(hand_model.path)!r})(np.zeros((9, 9, 3), np.uint8))
assert answers[0].category == 'blouse'
heavy = ('torch', 'torchvision', 'mmpose', 'mmcv', 'mmengine', 'fashionkp_mm', 'onnx', 'PIL')
print([name for name in heavy if name in sys.modules])
"""
    done = subprocess.run([sys.executable, '-c', script], capture_output=True, text=True)
    assert done.stdout == '[]\n', done.stderr


def test_the_card_comes_back(predictor, hand_model):
    card = predictor.card
    assert (card.name, card.input_size, card.ne) == ('drawn_by_hand', (8, 8), None)
    assert card.keypoints == KEYPOINTS


def test_a_model_of_a_garment_that_is_not_declared_here(monkeypatch):
    card = ModelCard(
        'x',
        ('skirt',),
        DRESS.keypoints + CATEGORIES['skirt'].keypoints[:2],
        (8, 8),
        False,
        (0, 0, 0),
        (1, 1, 1),
        'x',
        False,
        None,
        '0',
    )
    metadata = {**card.metadata(), 'categories': '["sarong"]'}
    engine = Backend(metadata, card.shapes(), lambda images: None)
    monkeypatch.setattr('fashionkp.inference.predictor.load_backend', lambda *args: engine)
    with pytest.raises(ValueError, match=r"x\.onnx: .*'sarong'.*blouse.*--garments"):
        Predictor('x.onnx')


@pytest.mark.faults
def test_a_model_in_another_order_is_taken_by_names(hand_model, tmp_path):
    """As one that was exported before a package gave its points and categories another order."""
    onnx = pytest.importorskip('onnx')
    model = onnx.load(hand_model.path)
    for entry in model.metadata_props:
        if entry.key in ('keypoints', 'categories'):
            entry.value = json.dumps(json.loads(entry.value)[::-1])
    onnx.save(model, tmp_path / 'other.onnx')
    (found,) = Predictor(tmp_path / 'other.onnx', threads=1)(image(green=0))
    assert (found.category, found.names) == ('dress', DRESS.keypoints)
    channels = [len(KEYPOINTS) - 1 - i for i in DRESS.keypoint_ids]
    np.testing.assert_allclose(found.keypoints, hand_model.points[channels] * 2, atol=1e-4)
    np.testing.assert_allclose(found.presence, hand_model.presence[0, channels], atol=1e-6)
