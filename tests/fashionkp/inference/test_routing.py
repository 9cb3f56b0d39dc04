"""Routing of garments to the models of their categories."""

import pytest

from fashionkp.inference.query import Query
from fashionkp.inference.routing import Router, build_model
from fashionkp.inference.tta import TTAModel


@pytest.fixture
def queries(image):
    """A skirt and a dress of unknown category, and a dress and a blouse of given category."""
    return [
        Query(image('skirt'), 'a'),
        Query(image('dress'), 'b'),
        Query(image('skirt'), 'c', 'dress'),
        Query(image('skirt'), 'd', 'blouse'),
    ]


def test_garments_go_to_their_models_and_keep_their_order(queries, fake_model):
    joint, skirt, dress = fake_model(), fake_model(['skirt']), fake_model(['dress'])
    predictions = Router({'skirt': skirt, 'dress': dress}, joint).predict(queries)
    assert [p.image for p in predictions] == ['a', 'b', 'c', 'd']
    assert [p.category for p in predictions] == ['skirt', 'dress', 'dress', 'blouse']
    batches = [
        [[query.name for query in batch] for batch in m.batches] for m in (joint, skirt, dress)
    ]
    assert batches == [[['a', 'b', 'd']], [['a']], [['b', 'c']]]
    assert [len(p.category_probs) for p in predictions] == [5, 5, 1, 5]
    assert predictions[0].category_score == 0.6


def test_without_a_joint_model_categories_must_be_given(queries, fake_model):
    router = Router({'dress': fake_model(['dress'])})
    assert router.categories == ('dress',)
    assert [p.category for p in router.predict(queries[2:3])] == ['dress']
    with pytest.raises(ValueError, match=r'a: category not known: .*dress'):
        router.predict(queries)


def test_a_model_for_another_category_is_refused(fake_model):
    with pytest.raises(ValueError, match=r'the model for skirt .*dress'):
        Router({'skirt': fake_model(['dress'])})
    with pytest.raises(ValueError, match="'hat'"):
        Router({'hat': fake_model()})


def test_a_model_is_wrapped_only_if_needed(fake_model):
    joint = fake_model()
    assert build_model(joint, {}) is joint
    assert isinstance(build_model(None, {'skirt': joint}), Router)
    assert isinstance(build_model(joint, {}, refine_crop=True), TTAModel)
    assert build_model(joint, {}, any_rotation=True).any_rotation
    with pytest.raises(ValueError, match='no model'):
        build_model(None, {})
