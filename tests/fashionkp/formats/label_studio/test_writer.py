"""Tasks for Label Studio, and what is read back of them."""

import json

import numpy as np
import pytest

from fashionkp.annotations import read_annotations, write_annotations
from fashionkp.datasets.image_files import image_sizes
from fashionkp.formats.label_studio import labelling_config, read_label_studio, write_label_studio
from fashionkp.formats.label_studio.writer import label_studio_tasks

SIZES = np.array([[20, 600]] * 3)


@pytest.fixture
def table(csv_row, csv_file):
    points = {'waistband_left': '10_20_1', 'hemline_left': '4_0_0', 'hemline_right': '13_512_1'}
    rows = csv_row('skirt', 'a', **points), csv_row('dress', 'b'), csv_row('dress', 'c')
    table = read_annotations(csv_file(*rows))
    table.image_ids[:] = ['é <1>.jpg', 'é <1>.jpg', 'Images/c.jpg']
    table.labelled[2] = False
    return table


def test_a_task_in_numbers(table):
    first, second = label_studio_tasks(table, SIZES, image_url='http://x/')
    assert second == {
        'data': {'image': 'http://x/Images/c.jpg', 'image_id': 'Images/c.jpg', 'category': 'dress'}
    }
    assert first['data']['image'] == 'http://x/%C3%A9%20%3C1%3E.jpg'
    result = first['annotations'][0]['result']
    assert [(item['id'], item['type']) for item in result] == [
        ('garment1', 'rectanglelabels'),
        ('garment1_waistband_left', 'keypointlabels'),
        ('garment1_hemline_left', 'keypointlabels'),
        ('garment1_hemline_left', 'choices'),
        ('garment1_hemline_right', 'keypointlabels'),
        ('garment2', 'rectanglelabels'),
    ]
    assert result[1] == {
        'id': 'garment1_waistband_left',
        'parentID': 'garment1',
        'type': 'keypointlabels',
        'from_name': 'keypoint',
        'to_name': 'image',
        'original_width': 20,
        'original_height': 600,
        'image_rotation': 0,
        'value': {
            'x': 50,
            'y': pytest.approx(20 / 6),
            'width': 0.4,
            'keypointlabels': ['waistband_left'],
        },
    }
    assert result[3]['value']['choices'] == ['occluded']
    box = result[0]['value']
    assert (box['x'], box['y'], box['width']) == pytest.approx((20, 0, 45))


def test_predictions_have_scores(table):
    scores = np.full((3, 24), np.nan)
    scores[0, [15, 17]] = 0.5, 0.75
    first, _ = label_studio_tasks(table, SIZES, scores=scores)
    [prediction] = first['predictions']
    assert prediction['score'] == 0.625
    assert [item.get('score') for item in prediction['result']] == [None, 0.5, 0.75, 0.75] + [
        None
    ] * 2


def test_label_studio_accepts_them(table):
    sdk = pytest.importorskip('label_studio_sdk.label_interface')
    interface = sdk.LabelInterface(labelling_config())
    for task in label_studio_tasks(table, SIZES, scores=np.full((3, 24), 0.5)):
        assert interface.validate_prediction(task['predictions'][0], return_errors=True) == []


def test_tasks_are_read_back(table, tmp_path):
    write_label_studio(tmp_path / 'out', table, SIZES)
    assert (tmp_path / 'out' / 'config.xml').read_text() == labelling_config()
    back = read_label_studio(tmp_path / 'out' / 'tasks.json')
    assert back.fingerprint() == table.fingerprint()
    assert back.lines.tolist() == [1, 1, 2]


def test_no_rows_are_no_tasks(table, tmp_path):
    write_label_studio(tmp_path / 'out', table.take([]), SIZES[:0])
    assert json.loads((tmp_path / 'out' / 'tasks.json').read_text()) == []


@pytest.mark.realdata
def test_real_tables_are_read_back_byte_for_byte(fashionai_root, tmp_path):
    source = fashionai_root / 'train' / 'train.csv'
    table = read_annotations(source)
    write_label_studio(tmp_path / 'out', table, image_sizes(table))
    write_annotations(tmp_path / 'a.csv', read_label_studio(tmp_path / 'out' / 'tasks.json'))
    assert (tmp_path / 'a.csv').read_bytes() == source.read_bytes().replace(b'\r\n', b'\n')
