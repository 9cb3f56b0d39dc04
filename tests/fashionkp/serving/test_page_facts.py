from fashionkp import Predictor
from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.measurements import MEASUREMENTS
from fashionkp.serving.limits import Limits
from fashionkp.serving.page_facts import page_facts
from fashionkp.visualization.keypoints import side_color


def test_facts_match_the_core(hand_model):
    facts = page_facts(Predictor(hand_model.path).card, Limits())
    assert list(facts['keypoints']) == list(KEYPOINTS)
    for index, (name, keypoint) in enumerate(facts['keypoints'].items()):
        assert keypoint['number'] == index
        assert tuple(bytes.fromhex(keypoint['color'][1:])) == side_color(name)
    assert list(facts['categories']) == list(CATEGORIES)
    for name, category in facts['categories'].items():
        assert category['keypoints'] == list(CATEGORIES[name].keypoints)
        edges = [tuple(edge['ends']) for edge in category['skeleton']]
        assert edges == list(CATEGORIES[name].skeleton)
        assert list(category['measurements']) == [length.name for length in MEASUREMENTS[name]]
        for length in MEASUREMENTS[name]:
            weights = [dict(point.weights) for point in length.path]
            assert category['paths'][length.name] == weights
