"""Numbers of a small data set, counted by hand."""

import json

import pytest

from fashionkp.stats import numbers, read_sample, text_of


def test_rows_and_normalizing_points(sample):
    found = numbers(sample)
    assert found['rows'] == 6
    assert {*found['categories']} == {'skirt', 'trousers'}
    skirt = found['categories']['skirt']
    assert (skirt['rows'], skirt['labelled']) == (5, 5)
    distance = skirt['normalizing'].pop('distance')
    assert skirt['normalizing'] == dict(both=4, one=1, none=0)
    # 100, 90, 80 and 70
    assert distance == dict(min=70, p5=71.5, median=85, p95=98.5, max=100)
    trousers = found['categories']['trousers']['normalizing']
    assert trousers == dict(both=0, one=0, none=1, distance=None)


def test_points_relative_to_their_images(sample):
    skirt = numbers(sample)['categories']['skirt']['points']
    assert list(skirt) == ['waistband_left', 'waistband_right', 'hemline_left', 'hemline_right']
    left = skirt['waistband_left']
    assert (left['visible'], left['occluded'], left['absent']) == (5, 0, 0)
    assert left['x'] == dict(min=0, p5=0.01, median=0.1, p95=0.19, max=0.2)
    assert left['y']['median'] == 0.2
    hem = skirt['hemline_left']
    assert (hem['visible'], hem['occluded'], hem['absent']) == (0, 5, 0)
    gone = skirt['hemline_right']
    assert gone == dict(visible=0, occluded=0, absent=5, x=None, y=None)


def test_points_of_images_of_unknown_size_are_relative_to_the_official_one(sample, archive):
    for one in (sample, read_sample(archive, open_images=False)):
        crotch = numbers(one)['categories']['trousers']['points']['crotch']
        assert (crotch['x']['median'], crotch['y']['median']) == (0.5, 0.25)


def test_sizes_of_the_images_that_are_there(sample, archive):
    images = numbers(sample)['pictures']
    assert images['count'] == 5
    assert images['long']['median'] == 200
    assert images['aspect']['max'] == 2
    assert images['sizes'] == [dict(width=200, height=100, count=5)]
    assert numbers(read_sample(archive, open_images=False))['pictures'] is None


def test_a_list_without_points(csv_file):
    path = csv_file('a.jpg,skirt', 'b.jpg,dress', header='image_id,image_category')
    found = numbers(read_sample(path))
    assert found['categories']['skirt']['labelled'] == 0
    assert found['categories']['skirt']['normalizing']['none'] == 0
    assert 'Points of' not in text_of(found)


def test_rows_that_repeat_another_count_once(csv_file, csv_row):
    assert (
        numbers(read_sample(csv_file(*[csv_row('skirt', 'a', hemline_left='1_2_1')] * 3)))['rows']
        == 1
    )


def test_numbers_are_json(sample):
    assert json.loads(json.dumps(numbers(sample))) == numbers(sample)


def test_no_rows(csv_file):
    with pytest.raises(ValueError, match=r'a\.csv: no rows'):
        read_sample(csv_file())


def test_text(sample):
    lines = text_of(numbers(sample)).splitlines()
    assert lines[0].endswith('a.csv: 6 rows, 5 images of known size')
    cells = [line.split() for line in lines]
    assert ['skirt', '5', '5', '4', '1', '0'] in cells
    assert ['all', '6', '6', '4', '1', '1'] in cells
    assert ['waistband_left', '5', '0', '0', '10', '20'] in cells
    assert ['hemline_right', '0', '0', '5'] in cells
    assert ['200', 'x', '100', '5'] in cells


@pytest.mark.realdata
def test_official_photos(fashionai_root):
    found = numbers(read_sample(fashionai_root / 'train'))
    rows = {name: one['rows'] for name, one in found['categories'].items()}
    assert rows == dict(blouse=515, outwear=340, trousers=467, skirt=471, dress=354)
    assert found['pictures']['sizes'][0] == dict(width=512, height=512, count=1481)
    assert found['categories']['blouse']['normalizing']['both'] == 512
