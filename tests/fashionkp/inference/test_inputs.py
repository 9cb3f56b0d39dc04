"""Categories and boxes that are known beforehand find their images."""

import numpy as np
import pytest

from fashionkp.inference.inputs import Inputs

IMAGES = np.zeros((3, 4, 5, 3), np.uint8)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / 'test.csv'
    path.write_text('image_id,image_category\na.jpg,skirt\nb.jpg,dress\n')
    return path


def categories(*arguments):
    return [image.category for image in Inputs(*arguments)]


def test_categories_fixed_for_each_of_a_table_and_automatic(table):
    assert categories(IMAGES) == [None] * 3
    assert categories(IMAGES, 'skirt') == ['skirt'] * 3
    assert categories(IMAGES, ['skirt', None, 'dress']) == ['skirt', None, 'dress']
    assert categories(table) == ['skirt', 'dress']
    assert categories(table, 'auto') == [None, None]
    assert categories(table, 'blouse') == ['blouse', 'blouse']


@pytest.mark.parametrize('category', ['hat', ['skirt', 'hat', None]])
def test_an_unknown_category_is_refused(category):
    with pytest.raises(ValueError, match="'hat'"):
        Inputs(IMAGES, category)


def test_one_category_and_one_entry_of_boxes_for_each_image():
    with pytest.raises(ValueError, match='2 categories for 3 images'):
        Inputs(IMAGES, ['skirt', 'dress'])
    with pytest.raises(ValueError, match='4 entries of bboxes for 3 images'):
        Inputs(IMAGES, bboxes=[None] * 4)


def test_a_category_that_the_model_lacks_is_refused_beforehand(table):
    Inputs(table).check(['skirt', 'dress'])
    Inputs(table, 'auto').check(['trousers'])
    with pytest.raises(ValueError, match=r"'dress'.* skirt"):
        Inputs(table).check(['skirt'])


def test_boxes_in_order_by_name_and_of_the_only_image(table):
    one, two = [[1, 2, 3, 4]], [[0, 0, 2, 2], [1, 1, 3, 3]]
    in_order = [image.boxes for image in Inputs(IMAGES, bboxes=[one, None, two])]
    assert in_order == [one, None, two]
    by_name = [image.boxes for image in Inputs(table, bboxes={'b.jpg': two})]
    assert by_name == [None, two]
    (only,) = Inputs(IMAGES[0], bboxes=two)
    assert only.boxes == two
    with pytest.raises(ValueError, match=r"'c\.jpg': there is no such image"):
        Inputs(table, bboxes={'c.jpg': one})


def test_length_and_names(table):
    inputs = Inputs([table, IMAGES])
    assert len(inputs) == 5
    assert inputs.names() == ['a.jpg', 'b.jpg', '', '', '']


def test_images_in_any_order_are_no_frames_and_come_once(table, tmp_path):
    inputs = Inputs(table, 'skirt', {'b.jpg': [[0, 0, 1, 1]]})
    first, second = inputs.in_any_order()
    assert (first.name, first.category, first.boxes) == ('a.jpg', 'skirt', None)
    assert (second.name, second.boxes) == ('b.jpg', [[0, 0, 1, 1]])
    with pytest.raises(ValueError, match=r"'a\.jpg' is given twice"):
        Inputs([table, table]).in_any_order()
    (tmp_path / 'walk.mp4').touch()
    with pytest.raises(ValueError, match=r'walk\.mp4: a video'):
        Inputs([table, tmp_path / 'walk.mp4']).in_any_order()
