"""Garments that need different numbers of views and rounds."""

from dataclasses import replace

import numpy as np

from fashionkp.inference.query import Query
from fashionkp.inference.rounds import predict_in_rounds, with_known_view


def test_each_round_is_a_batch_of_the_garments_that_need_it(fake_model, image):
    """One garment needs a round of two views and another round; one a single view."""
    model = fake_model()

    def twice(query):
        first, _ = yield [query, query]
        (last,) = yield [Query(query.image, f'{first.image} again')]
        return last

    def once(query):
        (only,) = yield [query]
        return only

    garments = [twice(Query(image(), 'a')), once(Query(image(), 'b'))]
    results = predict_in_rounds(model.predict, garments)
    assert [prediction.image for prediction in results] == ['a again', 'b']
    names = [[query.name for query in batch] for batch in model.batches]
    assert names == [['a', 'b'], ['a'], ['a again']]
    assert np.isfinite(results[0].keypoints).all()


def test_a_known_view_is_not_asked_for_again(fake_model, image):
    """Nor does a round of known views alone make a batch."""
    known = Query(image(), 'known', 'skirt', box=(1.0, 2.0, 30.0, 40.0))
    (prediction,) = fake_model().predict([known])
    other = replace(known, name='other', box=(1.0, 2.0, 30.0, 41.0))

    def rounds():
        first = yield [other, known]
        second = yield [replace(known)]
        third = yield [replace(known, category=None), known]
        return [*first, *second, *third]

    model = fake_model()
    (results,) = predict_in_rounds(model.predict, [with_known_view(rounds(), known, prediction)])
    assert [query.box for batch in model.batches for query in batch] == [other.box, known.box]
    assert [each is prediction for each in results] == [False, True, True, False, True]
