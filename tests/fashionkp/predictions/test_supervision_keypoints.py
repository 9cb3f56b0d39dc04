"""Predictions as key points of supervision, and drawn by its annotators."""

import sys
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.optional_packages import MissingPackage
from fashionkp.predictions.supervision_keypoints import EDGES, to_supervision

SKIRT, TROUSERS = (list(CATEGORIES).index(name) for name in ('skirt', 'trousers'))


@pytest.fixture
def garments(skirt):
    """A skirt and trousers."""
    points = np.linspace(50, 250, 14).reshape(7, 2)
    ones = np.ones(7)
    return [
        skirt,
        replace(skirt, category='trousers', keypoints=points, scores=ones, presence=ones),
    ]


def test_edges_join_key_points_by_their_numbers():
    names = [(KEYPOINTS[first - 1], KEYPOINTS[second - 1]) for first, second in EDGES[SKIRT]]
    assert tuple(names) == CATEGORIES['skirt'].skeleton
    assert [*EDGES] == [*range(len(CATEGORIES))]


def test_garments_of_several_categories_share_the_arrays(garments):
    pytest.importorskip('supervision')
    points = to_supervision(garments)
    assert points.xy.shape == (2, len(KEYPOINTS), 2)
    assert points.class_id.tolist() == [SKIRT, TROUSERS]
    assert points.data['class_name'].tolist() == ['skirt', 'trousers']
    assert points.detection_confidence.tolist() == pytest.approx([0.9, 0.9])
    hem, crotch = KEYPOINTS.index('hemline_left'), KEYPOINTS.index('crotch')
    assert points.xy[0, hem].tolist() == [0, 380]
    assert points.keypoint_confidence[0, hem] == pytest.approx(0.7)
    assert points.visible[:, [hem, crotch]].tolist() == [[False, False], [False, True]]
    assert not points.xy[0, crotch].any()
    (trousers,) = points[points.class_id == TROUSERS].data['image']
    assert trousers == 'Images/skirt/a.jpg'


def test_no_garment_is_empty():
    pytest.importorskip('supervision')
    assert len(to_supervision([])) == 0


def test_annotators_draw_points_and_skeletons(garments):
    sv = pytest.importorskip('supervision')
    scene = np.zeros((400, 320, 3), np.uint8)
    points = to_supervision(garments)
    drawn = sv.EdgeAnnotator(sv.Color.RED, edges=EDGES).annotate(scene.copy(), points)
    (x, y), (to_x, to_y) = points.xy[1][
        [KEYPOINTS.index(n) for n in CATEGORIES['trousers'].skeleton[0]]
    ]
    assert drawn[round((y + to_y) / 2), round((x + to_x) / 2), 2] > 200
    drawn = sv.VertexAnnotator(sv.Color.RED, radius=3).annotate(scene.copy(), points)
    assert drawn[20, 10, 2] > 200  # present
    assert not drawn[380:, :20].any()  # likely absent
    labels = sv.VertexLabelAnnotator().annotate(scene.copy(), points, labels=list(KEYPOINTS))
    assert labels.any()


def test_without_supervision_the_message_says_how_to_install_it(skirt, monkeypatch):
    monkeypatch.setitem(sys.modules, 'supervision', None)
    with pytest.raises(
        MissingPackage, match=r"supervision is not installed: .*'supervision>=0\.29'"
    ):
        to_supervision([skirt])
