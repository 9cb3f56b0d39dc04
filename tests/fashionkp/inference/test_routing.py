"""Each garment goes to the model of its category."""

import pytest

from fashionkp.inference.query import Query
from fashionkp.inference.routing import Router, build_model
from fashionkp.inference.tta import TTAModel


@pytest.fixture
def queries(image):
    """A skirt and a dress that the model shall tell, and a dress and a blouse that are known."""
    return [
        Query(image('skirt'), 'a'),
        Query(image('dress'), 'b'),
        Query(image('skirt'), 'c', 'dress'),
        Query(image('skirt'), 'd', 'blouse'),
    ]


def test_garments_go_to_their_models_and_come_back_in_order(queries, fake_model):
    joint, skirt, dress = fake_model(), fake_model(['skirt']), fake_model(['dress'])
    answers = Router({'skirt': skirt, 'dress': dress}, joint).predict(queries)
    assert [answer.image for answer in answers] == ['a', 'b', 'c', 'd']
    assert [answer.category for answer in answers] == ['skirt', 'dress', 'dress', 'blouse']
    asked = [
        [[query.name for query in batch] for batch in m.batches] for m in (joint, skirt, dress)
    ]
    assert asked == [[['a', 'b', 'd']], [['a']], [['b', 'c']]]
    assert [len(answer.category_probs) for answer in answers] == [5, 5, 1, 5]
    assert answers[0].category_score == 0.6


def test_without_a_joint_model_categories_must_be_known(queries, fake_model):
    router = Router({'dress': fake_model(['dress'])})
    assert router.categories == ('dress',)
    assert [answer.category for answer in router.predict(queries[2:3])] == ['dress']
    with pytest.raises(ValueError, match='a: category not known: there are models only for dress'):
        router.predict(queries)


def test_a_model_for_another_category_is_refused(fake_model):
    with pytest.raises(ValueError, match='the model for skirt knows only dress'):
        Router({'skirt': fake_model(['dress'])})
    with pytest.raises(ValueError, match="'hat'"):
        Router({'hat': fake_model()})


def test_only_what_is_asked_for_is_put_around_a_model(fake_model):
    joint = fake_model()
    assert build_model(joint, {}) is joint
    assert isinstance(build_model(None, {'skirt': joint}), Router)
    assert isinstance(build_model(joint, {}, refine_crop=True), TTAModel)
    with pytest.raises(ValueError, match='no model'):
        build_model(None, {})
