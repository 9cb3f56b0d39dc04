"""One exported file, in a single view."""

import numpy as np
import pytest

from fashionkp.inference.exported_model import ExportedModel
from fashionkp.inference.query import Query

pytest.importorskip('onnxruntime')


def test_crops_become_predictions_in_the_image(hand_model):
    model = ExportedModel(hand_model.path, threads=1)
    image = np.zeros((80, 80, 3), np.uint8)
    crop = model.prepare(Query(image, 'a.jpg', 'blouse', (0.0, 0.0, 80.0, 80.0)))
    (prediction,) = model.predict_batch([crop])
    channels = [model.card.keypoints.index(name) for name in prediction.names]
    np.testing.assert_allclose(prediction.keypoints, hand_model.points[channels] * 10, atol=1e-4)
    assert (prediction.image, prediction.size) == ('a.jpg', (80, 80))
    assert crop.pixels.shape == (8, 8, 3)


def test_a_category_that_the_model_lacks_is_refused(hand_model):
    model = ExportedModel(hand_model.path, threads=1)
    with pytest.raises(ValueError, match=r"'hat' of image 'a\.jpg'.*blouse"):
        model.prepare(Query(np.zeros((8, 8, 3), np.uint8), 'a.jpg', 'hat'))
