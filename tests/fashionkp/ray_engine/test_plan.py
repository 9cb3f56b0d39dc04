"""What workers are told."""

import numpy as np
import pytest

from fashionkp.inference.predictor import Query
from fashionkp.inference.tta import Views
from fashionkp.measurements import Reference
from fashionkp.ray_engine.plan import Plan


def test_the_model_is_made_of_what_the_plan_has(hand_model):
    content = hand_model.path.read_bytes()
    picture = np.full((8, 8, 3), 50, np.uint8)  # green 50: the second category
    (garment,) = Plan('out', content).model().predict([Query(picture)])
    assert garment.category == 'outwear'
    assert isinstance(Plan('out', content, second_look=True).model(), Views)
    routed = Plan('out', None, {'skirt': content}).model()
    assert routed.categories == ('skirt',)


def test_settings_tell_what_changes_results():
    plan = Plan('out', b'1', inputs={'category': None})
    same = Plan('other', b'1', inputs={'category': None}, batch_size=3)
    assert plan.settings() == same.settings()
    assert plan.settings()['category'] == 'null'
    others = [
        Plan('out', b'2', inputs={'category': None}),
        Plan('out', b'1', inputs={'category': 'skirt'}),
        Plan('out', b'1', {'skirt': b'2'}, inputs={'category': None}),
        Plan('out', b'1', scales=(1.0, 1.1), inputs={'category': None}),
        Plan('out', b'1', second_look=True, inputs={'category': None}),
        Plan('out', b'1', measurements=Reference(), inputs={'category': None}),
        Plan('out', b'1', measurements=Reference({'hem': 3}), inputs={'category': None}),
    ]
    texts = [str(sorted(one.settings().items())) for one in (plan, *others)]
    assert len({*texts}) == len(texts)


def test_a_batch_is_not_empty():
    with pytest.raises(ValueError, match='batch_size=0'):
        Plan('out', b'', batch_size=0)
