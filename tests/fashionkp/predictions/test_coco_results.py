"""Predictions as COCO results, which the evaluation of COCO reads."""

import importlib
import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.formats.coco import write_coco
from fashionkp.predictions.coco_results import to_coco
from fashionkp.predictions.table import table_predictions

SIGMAS = np.full(4, 0.05)


@pytest.fixture
def annotations(csv_file, csv_row, tmp_path):
    """A table of two skirts and its COCO JSON."""
    ends = ('waistband_left', 'waistband_right', 'hemline_left', 'hemline_right')
    a = dict(zip(ends, ('10_20_1', '90_20_1', '5_200_0', '95_200_1'), strict=True))
    b = dict(zip(ends, ('30_20_1', '70_25_1', '20_150_1', '80_150_1'), strict=True))
    table = read_annotations(csv_file(csv_row('skirt', 'a', **a), csv_row('skirt', 'b', **b)))
    write_coco(tmp_path / 'gt.json', table, with_sizes=False)
    return table, tmp_path / 'gt.json'


def exact(table, **changes):
    """Return the annotated points as predictions of a model."""
    known = dict(category_score=0.9, scores=np.full(4, 0.8), **changes)
    return [replace(prediction, **known) for prediction in table_predictions(table)]


@pytest.mark.parametrize('package', ['pycocotools', 'xtcocotools'])
def test_the_evaluation_of_coco_reads_them(annotations, package, tmp_path):
    pytest.importorskip(f'{package}._mask')
    coco = importlib.import_module(f'{package}.coco')
    evaluation = importlib.import_module(f'{package}.cocoeval')
    table, path = annotations
    truth = coco.COCO(str(path))

    def precision(predictions):
        file = tmp_path / 'results.json'
        file.write_text(json.dumps(to_coco(predictions)))
        given = [SIGMAS] if package == 'xtcocotools' else []
        run = evaluation.COCOeval(truth, truth.loadRes(str(file)), 'keypoints', *given)
        run.params.kpt_oks_sigmas = SIGMAS
        for step in (run.evaluate, run.accumulate, run.summarize):
            step()
        return run.stats[0]

    assert precision(exact(table)) == 1
    # points that are likely absent are compared too
    assert precision(exact(table, presence=np.array([1, 1, 0, 0]))) == 1
    near, far = exact(table)
    assert 0 < precision([near, replace(far, keypoints=far.keypoints + 300)]) < 1


def test_ids_and_visibility_are_those_of_the_annotations(annotations, skirt):
    truth = json.loads(annotations[1].read_text())
    ids = {image['file_name']: image['id'] for image in truth['images']}
    (result,) = to_coco([skirt], image_ids=ids)
    assert result['image_id'] == truth['annotations'][0]['image_id']
    assert result['category_id'] == truth['annotations'][0]['category_id']
    assert result['keypoints'] == [10.25, 20, 2, 100, -1.5, 2, 0, 380, 0, 310, 385, 0]
    assert result['score'] == 0.765  # 0.9 times the mean of 0.9 and 0.8
    assert json.loads(json.dumps(result)) == result


def test_by_default_images_are_numbered_as_they_appear(skirt):
    names = ['b', 'a', 'b', 'c']
    results = to_coco(replace(skirt, image=name) for name in names)
    assert [result['image_id'] for result in results] == [1, 2, 1, 3]


def test_no_present_point_is_a_score_of_zero(skirt):
    assert to_coco([replace(skirt, presence=np.zeros(4))])[0]['score'] == 0


def test_an_image_without_an_id_is_named(skirt):
    with pytest.raises(ValueError, match=r"Images/skirt/a\.jpg.*'a\.jpg'"):
        to_coco([skirt], image_ids={'a.jpg': 7})


def test_predictions_of_a_table_have_no_scores(annotations):
    with pytest.raises(ValueError, match=r'Images/skirt/a\.jpg.*no scores'):
        to_coco(table_predictions(annotations[0]))
