"""Names of data sets."""

import pytest

from fashionkp.unpacking.tidy import part_name, place


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
def test_the_innermost_name_that_tells_counts(names, part):
    assert part_name(names) == part


@pytest.mark.parametrize(
    'path',
    ['Images/.a.jpg', '__MACOSX/Images/a.jpg', 'a.jpg', 'read.me', 'Images/a.gif', '.train.csv'],
)
def test_what_is_no_table_and_no_image_is_left_out(path):
    assert place(('train.zip', path)) is None


def test_annotations_beside_images_belong_to_the_folder_around_both():
    assert place(('a.zip', 'shop/Annotations/b.csv')) == 'shop/Annotations/b.csv'
    assert place(('a.zip', 'shop/b.csv')) == 'shop/Annotations/b.csv'
    assert place(('a.zip', 'shop/Images/skirt/b.PNG')) == 'shop/Images/skirt/b.PNG'
