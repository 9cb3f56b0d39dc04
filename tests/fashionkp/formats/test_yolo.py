"""Data sets for Ultralytics, against the tables that they are written from."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES, KEYPOINTS, flip_indices
from fashionkp.datasets.splits import validation_mask
from fashionkp.formats.yolo import write_yolo

NUM = 24
WIDTH, HEIGHT = 20, 40


@pytest.fixture
def table(csv_row, csv_file, tmp_path):
    """Skirts and dresses with two key points each, except the last one, which has none."""
    rows = []
    for i in range(NUM):
        category, name = ('skirt', 'dress')[i % 2], hashlib.md5(str(i).encode()).hexdigest()
        path = tmp_path / 'Images' / category / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((HEIGHT, WIDTH, 3), np.uint8))
        points = {'hemline_left': '5_10_1', 'hemline_right': '20_40_0'} if i < NUM - 1 else {}
        rows.append(csv_row(category, name, **points))
    return read_annotations(csv_file(*rows))


def labels(folder: Path) -> dict[str, list[float]]:
    files = folder.glob('labels/**/*.txt')
    return {path.stem: list(map(float, path.read_text().split())) for path in files}


def test_numbers_of_a_label(table, tmp_path):
    counts = write_yolo(tmp_path / 'out', table)
    files = labels(tmp_path / 'out')
    assert len(files) == NUM - 1
    assert counts == {
        'train': len(list((tmp_path / 'out').glob('images/train/*/*.jpg'))),
        'val': int(validation_mask(table.image_ids[:-1]).sum()),
        'left out': 1,
    }
    number, *numbers = files[Path(table.image_ids[0]).stem]
    assert number == list(CATEGORIES).index('skirt')
    assert numbers[:4] == [12.5 / WIDTH, 25 / HEIGHT, 15 / WIDTH, 30 / HEIGHT]
    points = np.array(numbers[4:]).reshape(len(KEYPOINTS), 3)
    expected = np.zeros((len(KEYPOINTS), 3))
    expected[KEYPOINTS.index('hemline_left')] = 0.25, 0.25, 2
    expected[KEYPOINTS.index('hemline_right')] = 1, 1, 1
    np.testing.assert_array_equal(points, expected)


def test_missing_images_are_an_error_without_advice_for_other_formats(table, tmp_path):
    Path(tmp_path / table.image_ids[0]).unlink()
    with pytest.raises(FileNotFoundError, match='1 of 23 images') as error:
        write_yolo(tmp_path / 'out', table)
    assert '--no-sizes' not in str(error.value)


def test_labels_are_where_ultralytics_looks_and_no_image_is_a_symbolic_link(table, tmp_path):
    write_yolo(tmp_path / 'out', table)
    images = list((tmp_path / 'out' / 'images').rglob('*.jpg'))
    assert len(images) == NUM - 1
    for path in images:
        assert not path.is_symlink()
        label = str(path).replace('/images/', '/labels/').replace('.jpg', '.txt')
        assert Path(label).is_file()
        side = 'val' if validation_mask([path.name])[0] else 'train'
        assert f'/{side}/' in label


def test_one_category_has_its_own_key_points(table, tmp_path):
    yaml = pytest.importorskip('yaml')
    counts = write_yolo(tmp_path / 'out', table, category='skirt')
    assert sum(counts.values()) == NUM // 2
    skirt = CATEGORIES['skirt']
    data = yaml.safe_load((tmp_path / 'out' / 'data.yaml').read_text())
    assert data == {
        'train': 'images/train',
        'val': 'images/val',
        'kpt_shape': [4, 3],
        'flip_idx': list(skirt.flip_indices),
        'names': {0: 'skirt'},
        'kpt_names': {0: list(skirt.keypoints)},
    }
    assert {len(numbers) for numbers in labels(tmp_path / 'out').values()} == {5 + 3 * 4}
    assert {numbers[0] for numbers in labels(tmp_path / 'out').values()} == {0}


def test_all_categories_share_the_key_points(table, tmp_path):
    yaml = pytest.importorskip('yaml')
    write_yolo(tmp_path / 'out', table)
    data = yaml.safe_load((tmp_path / 'out' / 'data.yaml').read_text())
    assert data['names'] == dict(enumerate(CATEGORIES))
    assert data['kpt_names'] == {number: list(KEYPOINTS) for number in range(len(CATEGORIES))}
    assert data['flip_idx'] == list(flip_indices(KEYPOINTS))


def test_a_single_point_has_a_box_of_one_pixel_inside_the_image(table, tmp_path):
    table.visibility[0, KEYPOINTS.index('hemline_left')] = -1
    write_yolo(tmp_path / 'out', table)
    box = labels(tmp_path / 'out')[Path(table.image_ids[0]).stem][1:5]
    np.testing.assert_allclose(box, [19.5 / WIDTH, 39.5 / HEIGHT, 1 / WIDTH, 1 / HEIGHT], atol=1e-6)


def test_a_key_point_outside_of_its_image_is_named(table, tmp_path):
    table.keypoints[3, KEYPOINTS.index('hemline_left')] = 21, 0
    with pytest.raises(ValueError, match=r'a\.csv:5 .*hemline_left = 21, 0: .*20 x 40'):
        write_yolo(tmp_path / 'out', table)
    assert not (tmp_path / 'out').exists()


def test_images_with_the_same_label_file_are_named(table, tmp_path):
    ids = [str(name) for name in table.image_ids]
    image = cv2.imread(str(tmp_path / ids[0]))
    table.image_ids[1] = ids[0].replace('.jpg', '.png')
    cv2.imwrite(str(tmp_path / table.image_ids[1]), image)
    with pytest.raises(ValueError, match='the same label file'):
        write_yolo(tmp_path / 'out', table)
    assert sorted(path.name for path in tmp_path.iterdir()) == ['Images', 'a.csv']


def test_an_existing_folder_is_not_replaced(table, tmp_path):
    with pytest.raises(FileExistsError, match='exists already'):
        write_yolo(tmp_path / 'Images', table)
    with pytest.raises(ValueError, match="side 'val'"):
        write_yolo(tmp_path / 'out', table.take(~validation_mask(table.image_ids)))


@pytest.mark.realdata
def test_labels_of_an_official_table_are_exact(fashionai_root, tmp_path):
    table = read_annotations(fashionai_root / 'train' / 'train.csv')
    table = table.take(np.arange(0, len(table), 10))
    write_yolo(tmp_path / 'out', table)
    files = labels(tmp_path / 'out')
    for row, image_id in enumerate(table.image_ids):
        height, width = cv2.imread(str(fashionai_root / 'train' / image_id)).shape[:2]
        numbers = np.array(files[Path(image_id).stem])
        assert numbers[0] == table.category_ids[row]
        points = numbers[5:].reshape(-1, 3)
        np.testing.assert_array_equal(points[:, 2] - 1, table.visibility[row])
        annotated = points[:, 2] > 0
        np.testing.assert_allclose(
            points[annotated, :2] * (width, height), table.keypoints[row, annotated], atol=1e-3
        )


def test_a_table_without_key_points_is_refused(csv_row, csv_file, tmp_path):
    table = read_annotations(csv_file(csv_row('skirt', 'a')))
    with pytest.raises(ValueError, match='no row has points'):
        write_yolo(tmp_path / 'yolo', table)
    with pytest.raises(ValueError, match='no row of category dress has points'):
        write_yolo(tmp_path / 'yolo', table, category='dress')
