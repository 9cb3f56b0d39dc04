"""Label Studio's labelling configuration."""

import xml.etree.ElementTree as ET

import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.formats.label_studio import labelling_config


def test_it_has_all_garments_and_key_points():
    view = ET.fromstring(labelling_config())
    labels = {tag.tag: [label.get('value') for label in tag] for tag in view}
    assert labels == {
        'RectangleLabels': list(CATEGORIES),
        'KeyPointLabels': list(KEYPOINTS),
        'Choices': ['occluded'],
        'Image': [],
    }


def test_label_studio_accepts_it():
    interface = pytest.importorskip('label_studio_sdk.label_interface')
    interface.LabelInterface(labelling_config()).validate()
