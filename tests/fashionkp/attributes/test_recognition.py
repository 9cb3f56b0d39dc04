"""Attributes of garments: labels, probabilities, and what cannot be told."""

import numpy as np
import pytest

from fashionkp.attributes import ATTRIBUTES, CLASSES, recognize_attributes
from fashionkp.attributes.recognition import class_probabilities
from fashionkp.categories import CATEGORIES
from fashionkp.synthetic.specimens import draw_specimen

SKIRT = np.array([[0, 0], [116, 0], [0, 265], [116, 265]], float)  # 2.65 heads long


def specimen(category):
    found = draw_specimen(category, (400, 400)).keypoints
    return np.array([found[name] for name in CATEGORIES[category].keypoints])


def labels(category, keypoints=None, **options):
    keypoints = specimen(category) if keypoints is None else keypoints
    options.setdefault('presence', np.ones(len(keypoints)))
    found = recognize_attributes(category, keypoints, **options)
    return {name: attribute.label for name, attribute in found.items()}


def test_labels_of_plain_garments():
    assert labels('blouse') == dict(
        sleeve_length='long', neck_depth='medium', top_length='regular', silhouette='straight'
    )
    assert labels('dress')['sleeve_length'] == 'short'
    assert labels('dress')['silhouette'] == 'A-line'
    assert labels('trousers') == dict(trouser_length='full')


@pytest.mark.parametrize(
    ('length', 'label'), [(200, 'mini'), (265, 'knee'), (350, 'midi'), (420, 'ankle')]
)
def test_length_of_a_skirt(length, label):
    keypoints = SKIRT * (1, length / 265)
    assert labels('skirt', keypoints)['skirt_length'] == label


@pytest.mark.parametrize('category', ATTRIBUTES)
def test_probabilities_sum_to_one(category):
    count = len(CATEGORIES[category].keypoints)
    for scores in (None, np.full(count, 0.7), np.zeros(count)):
        found = recognize_attributes(category, specimen(category), np.full(count, 0.9), scores)
        for name, attribute in found.items():
            assert [*attribute.probabilities] == list(CLASSES[name])[
                -len(attribute.probabilities) :
            ]
            assert sum(attribute.probabilities.values()) == pytest.approx(1)
            assert attribute.confidence == attribute.probabilities[attribute.label]


def test_the_lower_the_scores_the_lower_the_confidence():
    confidences = [
        recognize_attributes('skirt', SKIRT, np.ones(4), scores)['skirt_length'].confidence
        for scores in (None, *(np.full(4, score) for score in (0.99, 0.9, 0.6, 0.1)))
    ]
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[0] - confidences[-1] > 0.2


def test_at_a_bound_both_classes_are_equally_likely():
    definition = ATTRIBUTES['skirt']['skirt_length']
    found = class_probabilities(definition, np.array([definition.bounds[1]]))
    assert found['mini'] + found['knee'] == pytest.approx(0.5)


def test_a_garment_without_cuffs_is_sleeveless():
    names = CATEGORIES['dress'].keypoints
    presence = np.where([name.startswith('cuff') for name in names], 0.2, 1.0)
    found = recognize_attributes('dress', specimen('dress'), presence)['sleeve_length']
    assert found.label == 'sleeveless'
    assert found.confidence == pytest.approx(0.8)
    assert found.value is None
    presence[names.index('cuff_left_in')] = 0.6  # there is a sleeve, of unknown length
    found = recognize_attributes('dress', specimen('dress'), presence)['sleeve_length']
    assert found.label is None
    assert found.absent == ('cuff_left_out', 'cuff_right_out')


def test_presence_of_sleeves_counts():
    names = CATEGORIES['dress'].keypoints
    presence = np.where([name.startswith('cuff') for name in names], 0.6, 1.0)
    found = recognize_attributes('dress', specimen('dress'), presence)['sleeve_length']
    assert found.label == 'short'
    assert found.probabilities['sleeveless'] == pytest.approx(0.4)
    assert found.confidence < 0.6


def test_absent_points_are_named_and_not_used():
    keypoints = SKIRT.copy()
    keypoints[0] = np.nan
    found = recognize_attributes('skirt', keypoints, np.array([False, True, True, True]))
    for attribute in found.values():
        assert attribute.label is attribute.confidence is attribute.value is None
        assert attribute.probabilities == {}
        assert attribute.absent == ('waistband_left',) or attribute.name == 'silhouette'
    presence = np.array([0.3, 1, 1, 1])
    assert labels('skirt', SKIRT, presence=presence)['skirt_length'] is None
    assert labels('skirt', SKIRT, presence=presence, present_from=0.2)['skirt_length'] == 'knee'


def test_shapes_and_categories_are_checked():
    with pytest.raises(ValueError, match=r'presence of a skirt has shape \(3,\): expected \(4,\)'):
        recognize_attributes('skirt', SKIRT, np.ones(3))
    with pytest.raises(ValueError, match=r'keypoints .*\(4, 3\)'):
        recognize_attributes('skirt', np.zeros((4, 3)), np.ones(4))
    with pytest.raises(ValueError, match="unknown category 'sock'"):
        recognize_attributes('sock', SKIRT, np.ones(4))


def test_arguments_are_left_as_they_are():
    keypoints, scores = SKIRT.copy(), np.full(4, 0.5)
    recognize_attributes('skirt', keypoints, np.ones(4), scores)
    assert (keypoints == SKIRT).all()
    assert (scores == 0.5).all()
