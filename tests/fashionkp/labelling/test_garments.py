from pathlib import Path

import numpy as np
import pytest

from fashionkp.fileio.json_fields import JsonObject
from fashionkp.inference.query import Query
from fashionkp.labelling.garments import (
    LabelledGarment,
    garment_of_json,
    garment_of_prediction,
    garments_of_table,
    table_of_garments,
    version_of,
)

SKIRT = LabelledGarment('skirt', {'waistband_left': (3, 4, 1), 'hemline_right': (30, 50, 0)})


def test_a_garment_survives_json_and_a_table(tmp_path):
    assert garment_of_json(JsonObject(SKIRT.as_dict(), 'body')) == SKIRT
    table = table_of_garments(tmp_path / 'a.csv', [('a.jpg', SKIRT), ('a.jpg', SKIRT)])
    assert garments_of_table(table) == {'a.jpg': [SKIRT, SKIRT]}


@pytest.mark.parametrize(
    ('change', 'message'),
    [
        (dict(category='kilt'), "category = 'kilt'.*skirt"),
        (dict(keypoints={'crotch': [1, 2, 1]}), "'crotch'.*key points of skirt"),
        (dict(keypoints={'hemline_left': [1, 2]}), 'hemline_left.*3 numbers, got 2'),
        (dict(keypoints={'hemline_left': [-1, 2, 1]}), r'hemline_left.*0\.\.9999'),
        (dict(keypoints={'hemline_left': [1, 10000, 1]}), r'0\.\.9999'),
        (dict(keypoints={'hemline_left': [1, 2, 2]}), 'v 0 or 1'),
        (dict(keypoints=[]), 'keypoints.*an object'),
    ],
)
def test_an_invalid_garment_is_rejected_with_its_key(change, message):
    with pytest.raises(ValueError, match=message):
        garment_of_json(JsonObject(SKIRT.as_dict() | change, 'body'))


def test_a_predicted_garment_has_its_present_points_inside_of_the_image(fake_model):
    image = np.zeros((60, 40, 3), np.uint8)
    (prediction,) = fake_model().predict([Query(image, 'a', 'skirt', (20, 0, 100, 60))])
    garment = garment_of_prediction(prediction)
    # presence 0.2 and 0.43 of the first two points, x = 68 and 84 of the others
    assert garment.keypoints == {'hemline_left': (39, 36, 1), 'hemline_right': (39, 48, 1)}


def test_versions_differ_with_every_number():
    moved = LabelledGarment('skirt', SKIRT.keypoints | {'hemline_right': (30, 51, 0)})
    hidden = LabelledGarment('skirt', SKIRT.keypoints | {'hemline_right': (30, 50, 1)})
    versions = {version_of(items) for items in ([], [SKIRT], [moved], [hidden])}
    assert len({*versions, version_of([], no_garment=True)}) == 5
    read = garments_of_table(table_of_garments(Path('a.csv'), [('a', SKIRT)]))
    assert version_of(read['a']) == version_of([SKIRT])


def test_points_are_rounded_to_whole_pixels():
    garment = LabelledGarment('skirt', {'hemline_left': (1.6, 2.4, 1)})
    assert garment.rounded().keypoints == {'hemline_left': (2, 2, 1)}
