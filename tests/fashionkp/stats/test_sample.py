"""The rows that are counted."""

import numpy as np
import pytest

from fashionkp.stats import read_sample


def test_only_labelled_categories_have_maps(csv_file, sample):
    path = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    assert read_sample(path).labelled_categories == []
    assert sorted(sample.labelled_categories) == ['skirt', 'trousers']


def test_absent_key_points_have_no_position(sample):
    positions = sample.relative_keypoints
    assert np.isnan(positions[sample.table.visibility < 0]).all()
    assert not np.isnan(positions[sample.table.visibility >= 0]).any()


def test_normalizing_distances_need_both_points(sample):
    assert sorted(sample.normalizing_distances('skirt')) == pytest.approx([70, 80, 90, 100])
    assert len(sample.normalizing_distances('trousers')) == 0


def test_images_of_unknown_size_are_ignored(sample, archive):
    assert sample.known_sizes.tolist() == [[200, 100]] * 5
    assert len(read_sample(archive, open_images=False).known_sizes) == 0
