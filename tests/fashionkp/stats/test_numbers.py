"""Numbers of a small data set, counted by hand."""

import json

import pytest

from fashionkp.stats import read_sample, stats_numbers


def test_rows_are_counted_by_normalizing_points(sample):
    numbers = stats_numbers(sample)
    assert numbers['rows'] == 6
    assert {*numbers['categories']} == {'skirt', 'trousers'}
    skirt = numbers['categories']['skirt']
    assert (skirt['rows'], skirt['labelled']) == (5, 5)
    distance = skirt['normalizing'].pop('distance')
    assert skirt['normalizing'] == dict(both=4, one=1, none=0)
    # 100, 90, 80 and 70
    assert distance == dict(min=70, p5=71.5, median=85, p95=98.5, max=100)
    trousers = numbers['categories']['trousers']['normalizing']
    assert trousers == dict(both=0, one=0, none=1, distance=None)


def test_positions_are_relative_to_the_image(sample):
    skirt = stats_numbers(sample)['categories']['skirt']['points']
    assert list(skirt) == ['waistband_left', 'waistband_right', 'hemline_left', 'hemline_right']
    left = skirt['waistband_left']
    assert (left['visible'], left['occluded'], left['absent']) == (5, 0, 0)
    assert left['x'] == dict(min=0, p5=0.01, median=0.1, p95=0.19, max=0.2)
    assert left['y']['median'] == 0.2
    hem = skirt['hemline_left']
    assert (hem['visible'], hem['occluded'], hem['absent']) == (0, 5, 0)
    gone = skirt['hemline_right']
    assert gone == dict(visible=0, occluded=0, absent=5, x=None, y=None)


def test_positions_without_a_known_size_are_relative_to_the_official_size(sample, archive):
    for each in (sample, read_sample(archive, open_images=False)):
        crotch = stats_numbers(each)['categories']['trousers']['points']['crotch']
        assert (crotch['x']['median'], crotch['y']['median']) == (0.5, 0.25)


def test_sizes_are_those_of_existing_images(sample, archive):
    images = stats_numbers(sample)['pictures']
    assert images['count'] == 5
    assert images['long']['median'] == 200
    assert images['aspect']['max'] == 2
    assert images['sizes'] == [dict(width=200, height=100, count=5)]
    assert stats_numbers(read_sample(archive, open_images=False))['pictures'] is None


def test_table_without_labels(csv_file):
    path = csv_file('a.jpg,skirt', 'b.jpg,dress', header='image_id,image_category')
    numbers = stats_numbers(read_sample(path))
    assert numbers['categories']['skirt']['labelled'] == 0
    assert numbers['categories']['skirt']['normalizing']['none'] == 0


def test_repeated_rows_count_once(csv_file, csv_row):
    assert (
        stats_numbers(read_sample(csv_file(*[csv_row('skirt', 'a', hemline_left='1_2_1')] * 3)))[
            'rows'
        ]
        == 1
    )


def test_numbers_are_json(sample):
    assert json.loads(json.dumps(stats_numbers(sample))) == stats_numbers(sample)


def test_table_without_rows_is_an_error(csv_file):
    with pytest.raises(ValueError, match=r'a\.csv: no rows'):
        read_sample(csv_file())


@pytest.mark.realdata
def test_official_photos(fashionai_root):
    numbers = stats_numbers(read_sample(fashionai_root / 'train'))
    rows = {name: each['rows'] for name, each in numbers['categories'].items()}
    assert rows == dict(blouse=515, outwear=340, trousers=467, skirt=471, dress=354)
    assert numbers['pictures']['sizes'][0] == dict(width=512, height=512, count=1481)
    assert numbers['categories']['blouse']['normalizing']['both'] == 512
