"""Names of data sets, and paths of their files."""

import pytest

from fashionkp.unpacking.tidy import part_name, target_path


@pytest.mark.parametrize(
    ('names', 'part'),
    [
        (('fashionAI_key_points_train_20180227.tar.gz',), 'train'),
        (('fashionAI_key_points_warm_up_train_20180222.tar', 'train'), 'warm_up'),
        (('fashionAI_key_points_test_b_20180418.tgz', 'test'), 'test_b'),
        (('round2_fashionAI_key_points_test_a_20180426.tar', 'r2_test_a'), 'round2_test_a'),
        (('everything.zip', 'round1_test-A.zip'), 'test_a'),
        (('test.zip', 'data'), 'test'),
        (('Our shop, 2024.zip', 'images of summer'), 'images_of_summer'),
        (('latest trainers.zip',), 'latest_trainers'),
        (('...zip',), 'data'),
    ],
)
def test_a_data_set_is_named_by_the_innermost_name_that_fits(names, part):
    assert part_name(names) == part


@pytest.mark.parametrize(
    'path',
    [
        'Images/.a.jpg',
        'Images/.Trash/a.jpg',
        'Images/@eaDir/a.jpg',
        '__MACOSX/Images/a.jpg',
        'a.jpg',
        'read.me',
        'Images/a.gif',
        '.train.csv',
    ],
)
def test_other_files_are_left_out(path):
    assert target_path(('train.zip', path)) is None


def test_tables_and_images_of_a_folder_stay_together():
    assert target_path(('a.zip', 'shop/Annotations/b.csv')) == 'shop/Annotations/b.csv'
    assert target_path(('a.zip', 'shop/b.csv')) == 'shop/Annotations/b.csv'
    assert target_path(('a.zip', 'shop/Images/skirt/b.PNG')) == 'shop/Images/skirt/b.PNG'
