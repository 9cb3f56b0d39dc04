"""Records of attributes of predictions."""

import io
import json

import pytest

from fashionkp.predictions.attributes import WRITERS, attribute_record


def test_a_record_is_that_of_the_prediction(skirt):
    record = attribute_record(skirt)
    assert (record['image'], record['category']) == (skirt.image, 'skirt')
    expected = {name: attribute.as_dict() for name, attribute in skirt.attributes().items()}
    assert record['attributes'] == expected
    assert skirt.as_dict(attributes=True)['attributes'] == expected
    assert 'attributes' not in skirt.as_dict()


def test_presence_and_confidence(skirt):
    assert attribute_record(skirt)['attributes']['silhouette']['label'] is None  # no hemline
    told = attribute_record(skirt, present_from=0.0)['attributes']['silhouette']
    assert told['label'] is not None
    unsure = attribute_record(skirt, 0.0, confidence=1.0)['attributes']['silhouette']
    assert unsure == {**told, 'label': None}


@pytest.mark.parametrize('records', [[], [{'a': 1}], [{'a': 1}, {'b': None}]])
def test_json_is_a_list_of_any_length(records):
    file = io.StringIO()
    WRITERS['.json'](file, iter(records))
    assert json.loads(file.getvalue()) == records
