"""Batches across images, unreadable images, and order."""

import threading

import numpy as np
import pytest
from waiting import wait_until

from fashionkp.inference.pipeline import predict_images
from fashionkp.inference.source_image import SourceImage


def broken():
    raise ValueError('cut off')


@pytest.fixture
def images(image):
    """Five images: the second cannot be read, the third has two garments, the fourth none."""

    def read():
        return image('skirt')

    boxes = [[0, 0, 20, 30], [10, 10, 40, 60]]
    return [
        SourceImage('a', read),
        SourceImage('b', broken),
        SourceImage('c', read, 'dress', np.array(boxes)),
        SourceImage('d', read, boxes=np.zeros((0, 4))),
        SourceImage('e', read),
    ]


@pytest.mark.parametrize('batch_size', [1, 2, 3, 16])
def test_results_do_not_depend_on_the_batch_size(images, fake_model, batch_size):
    model = fake_model()
    results = list(predict_images(model, images, batch_size))
    assert [(result.name, len(result.garments), result.error) for result in results] == [
        ('a', 1, ''),
        ('b', 0, 'cut off'),
        ('c', 2, ''),
        ('d', 0, ''),
        ('e', 1, ''),
    ]
    assert [result.image is None for result in results] == [False, True, False, False, False]
    assert [garment.category for garment in results[2].garments] == ['dress', 'dress']
    assert [garment.box for garment in results[2].garments] == [(0, 0, 20, 30), (10, 10, 40, 60)]
    assert results[4].garments[0].category == 'skirt'
    assert results[4].garments[0].box == (0, 0, 40, 60)
    sizes = [len(batch) for batch in model.batches]
    assert sum(sizes) == 4
    assert sizes[:-1] == [batch_size] * (len(sizes) - 1)


def test_results_do_not_depend_on_the_number_of_threads(images, fake_model):
    model = fake_model()
    expected = list(predict_images(model, images * 9))
    model.workers = 3
    results = list(predict_images(model, images * 9))
    assert [(result.name, result.error) for result in results] == [
        (result.name, result.error) for result in expected
    ]
    for result, other in zip(results, expected, strict=True):
        assert [garment.as_dict() for garment in result.garments] == [
            garment.as_dict() for garment in other.garments
        ]
    assert (results[0].image == expected[0].image).all()


@pytest.mark.parametrize('workers', [1, 2])
def test_others_are_predicted_while_a_result_is_used(images, fake_model, workers):
    model = fake_model()
    model.workers = workers
    results = predict_images(model, [images[0]] * 40, batch_size=1)
    for number in range(1, 21):
        next(results)
        wait_until(lambda done=number: len(model.batches) > done)
    assert len(list(results)) == 20


@pytest.mark.parametrize('workers', [0, 1, 2])
def test_nothing_goes_on_after_the_results_are_closed(images, fake_model, workers):
    def endless():
        while True:
            yield images[0]

    model = fake_model()
    model.workers = workers
    results = predict_images(model, endless(), batch_size=1)
    next(results)
    results.close()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(('read', 'predict', 'fetch'))]


@pytest.mark.parametrize('workers', [0, 1, 2])
def test_an_error_of_the_model_is_raised(images, fake_model, workers):
    model = fake_model()
    model.workers = workers
    predict = model.predict

    def failing(queries):
        if any(query.name == 'e' for query in queries):
            raise MemoryError('out of memory')
        return predict(queries)

    model.predict = failing
    results = predict_images(model, images, batch_size=1)
    assert [next(results).name for _ in range(4)] == ['a', 'b', 'c', 'd']
    with pytest.raises(MemoryError, match='out of memory'):
        next(results)


def test_images_are_read_as_results_are_taken(images, fake_model):
    def endless():
        while True:
            yield images[0]

    stream = predict_images(fake_model(), endless(), batch_size=4)
    assert [next(stream).name for _ in range(10)] == ['a'] * 10


def test_the_detector_finds_garments_of_images_without_boxes(images, fake_model):
    results = list(
        predict_images(
            fake_model(), images, detector=lambda image: np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
        )
    )
    assert [len(result.garments) for result in results] == [2, 0, 2, 0, 2]
    assert results[0].garments[1].box == (5, 6, 7, 8)


@pytest.mark.parametrize(
    'box', [[5, 0, 5, 9], [0, 0, np.nan, 9], [40, 0, 50, 9], [-9, -9, 0, 0], [9, 9, 5, 5]]
)
def test_a_box_outside_the_image_is_an_error_of_that_image(image, fake_model, box):
    bad = SourceImage('a', image, boxes=np.array([box]))
    first, second = predict_images(fake_model(), [bad, SourceImage('b', image)])
    assert 'x0 < x1' in first.error
    assert len(second.garments) == 1


def test_an_empty_batch_is_refused(fake_model):
    with pytest.raises(ValueError, match='batch_size=0'):
        next(predict_images(fake_model(), [], 0))


def test_a_model_of_the_callers_thread_gets_whole_batches_there(images, fake_model):
    model = fake_model()
    threads = []
    predict = model.predict
    model.predict = lambda queries: threads.append(threading.get_ident()) or predict(queries)
    expected = [result.name for result in predict_images(model, images * 3, batch_size=2)]
    assert threading.get_ident() not in threads
    threads.clear()
    model.batches.clear()
    model.workers = 0
    results = list(predict_images(model, images * 3, batch_size=2))
    assert [result.name for result in results] == expected
    assert {*threads} == {threading.get_ident()}
    assert {len(batch) for batch in model.batches[:-1]} == {2}
