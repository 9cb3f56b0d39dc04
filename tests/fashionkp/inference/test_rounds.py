"""Garments that need different numbers of views and rounds."""

import numpy as np

from fashionkp.inference.query import Query
from fashionkp.inference.rounds import predict_in_rounds


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
