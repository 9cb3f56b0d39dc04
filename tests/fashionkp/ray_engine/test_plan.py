"""What workers are told."""

import numpy as np
import pytest

from fashionkp.inference.query import Query
from fashionkp.inference.tta import TTAModel
from fashionkp.measurements import Reference
from fashionkp.ray_engine.plan import PredictionJob


def test_the_model_is_made_of_what_the_plan_has(hand_model):
    content = hand_model.path.read_bytes()
    image = np.full((8, 8, 3), 50, np.uint8)  # green 50: the second category
    (garment,) = PredictionJob('out', content).model().predict([Query(image)])
    assert garment.category == 'outwear'
    assert isinstance(PredictionJob('out', content, refine_crop=True).model(), TTAModel)
    routed = PredictionJob('out', None, {'skirt': content}).model()
    assert routed.categories == ('skirt',)


def test_settings_tell_what_changes_results():
    plan = PredictionJob('out', b'1', inputs={'category': None})
    same = PredictionJob('other', b'1', inputs={'category': None}, batch_size=3)
    assert plan.settings() == same.settings()
    assert plan.settings()['category'] == 'null'
    others = [
        PredictionJob('out', b'2', inputs={'category': None}),
        PredictionJob('out', b'1', inputs={'category': 'skirt'}),
        PredictionJob('out', b'1', {'skirt': b'2'}, inputs={'category': None}),
        PredictionJob('out', b'1', scales=(1.0, 1.1), inputs={'category': None}),
        PredictionJob('out', b'1', refine_crop=True, inputs={'category': None}),
        PredictionJob('out', b'1', measurements=Reference(), inputs={'category': None}),
        PredictionJob('out', b'1', measurements=Reference({'hem': 3}), inputs={'category': None}),
    ]
    texts = [str(sorted(one.settings().items())) for one in (plan, *others)]
    assert len({*texts}) == len(texts)


def test_a_batch_is_not_empty():
    with pytest.raises(ValueError, match='batch_size=0'):
        PredictionJob('out', b'', batch_size=0)
