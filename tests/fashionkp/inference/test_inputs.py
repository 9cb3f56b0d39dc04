"""Given categories and boxes reach their images."""

import numpy as np
import pytest

from fashionkp.inference.inputs import Inputs

IMAGES = np.zeros((3, 4, 5, 3), np.uint8)


@pytest.fixture
def table(tmp_path):
    path = tmp_path / 'test.csv'
    path.write_text('image_id,image_category\na.jpg,skirt\nb.jpg,dress\n')
    return path


def test_images_and_frames_with_names_are_counted(table, tmp_path):
    video = tmp_path / 'walk.mp4'
    video.touch()
    inputs = Inputs([table, video])
    names = {'b.jpg', 'b.jpg#000001', 'c.jpg', f'{video}#000000', f'{video}#000012', 'other.mp4#1'}
    assert inputs.count(names) == 3
    assert inputs.count(set()) == 0


def categories(*arguments):
    return [image.category for image in Inputs(*arguments)]


def test_categories_given_once_for_each_image_by_a_table_and_not_at_all(table):
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


def test_another_number_of_categories_or_boxes_than_images_is_refused():
    with pytest.raises(ValueError, match='2 categories for 3 images'):
        Inputs(IMAGES, ['skirt', 'dress'])
    with pytest.raises(ValueError, match='4 entries of bboxes for 3 images'):
        Inputs(IMAGES, bboxes=[None] * 4)


def test_a_category_that_the_model_does_not_support_is_refused(table):
    Inputs(table).check(['skirt', 'dress'])
    Inputs(table, 'auto').check(['trousers'])
    with pytest.raises(ValueError, match=r"'dress'.* skirt"):
        Inputs(table).check(['skirt'])


def test_boxes_by_position_by_name_and_of_a_single_image(table):
    box, boxes = [[1, 2, 3, 4]], [[0, 0, 2, 2], [1, 1, 3, 3]]
    in_order = [image.boxes for image in Inputs(IMAGES, bboxes=[box, None, boxes])]
    assert in_order == [box, None, boxes]
    by_name = [image.boxes for image in Inputs(table, bboxes={'b.jpg': boxes})]
    assert by_name == [None, boxes]
    (only,) = Inputs(IMAGES[0], bboxes=boxes)
    assert only.boxes == boxes
    with pytest.raises(ValueError, match=r"'c\.jpg': there is no such image"):
        Inputs(table, bboxes={'c.jpg': box})


def test_names_of_boxes_may_be_any_path_to_the_image(tmp_path, monkeypatch):
    (tmp_path / 'shop').mkdir()
    (tmp_path / 'shop' / 'a.jpg').touch()
    monkeypatch.chdir(tmp_path)
    boxes = [[0, 0, 2, 2]]
    for given in ('shop', './shop/a.jpg', str(tmp_path / 'shop' / 'a.jpg'), 'shop/*.jpg'):
        for name in ('shop/a.jpg', './shop/a.jpg', 'shop//a.jpg', str(tmp_path / 'shop' / 'a.jpg')):
            (image,) = Inputs(given, bboxes={name: boxes})
            assert image.boxes == boxes
    with pytest.raises(ValueError, match=r"'a\.jpg': there is no such image: .*'shop/a\.jpg'"):
        Inputs('shop', bboxes={'a.jpg': boxes})
    with pytest.raises(ValueError, match='two names'):
        Inputs('shop', bboxes={'shop/a.jpg': boxes, './shop/a.jpg': boxes})


def test_boxes_of_a_video_name_its_frames(tmp_path):
    path = tmp_path / 'walk.mp4'
    path.touch()
    Inputs(path, bboxes={f'{path}#000012': [[0, 0, 2, 2]]})
    for name in ('other.mp4#000012', f'{path}#x', 'a.jpg'):
        with pytest.raises(ValueError, match='there is no such image'):
            Inputs(path, bboxes={name: [[0, 0, 2, 2]]})


def test_length_and_names(table):
    inputs = Inputs([table, IMAGES])
    assert len(inputs) == 5
    assert inputs.names() == ['a.jpg', 'b.jpg', '', '', '']


def test_images_in_any_order_are_unique_and_not_frames(table, tmp_path):
    inputs = Inputs(table, 'skirt', {'b.jpg': [[0, 0, 1, 1]]})
    first, second = inputs.in_any_order()
    assert (first.name, first.category, first.boxes) == ('a.jpg', 'skirt', None)
    assert (second.name, second.boxes) == ('b.jpg', [[0, 0, 1, 1]])
    with pytest.raises(ValueError, match=r"'a\.jpg' is given twice"):
        Inputs([table, table]).in_any_order()
    (tmp_path / 'walk.mp4').touch()
    with pytest.raises(ValueError, match=r'walk\.mp4: a video'):
        Inputs([table, tmp_path / 'walk.mp4']).in_any_order()
