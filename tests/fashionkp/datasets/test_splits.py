"""The split by image id, which is the same on every machine and in every table."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.datasets.splits import (
    VALIDATION_FRACTION,
    balanced_mask,
    holdout_mask,
    validation_mask,
    write_split,
)


def image_ids(num: int) -> np.ndarray:
    """Return ids as in the archives: a category's folder and 32 hexadecimal digits."""
    folders = ('Images/skirt', 'Images/blouse')
    names = (hashlib.md5(str(i).encode()).hexdigest() for i in range(num))
    return np.array([f'{folders[i % 2]}/{name}.jpg' for i, name in enumerate(names)])


def test_sides_never_change():
    # CRC-32 of the file name below a tenth of 2**32; scores of published models depend on it
    ids = image_ids(40)
    assert np.flatnonzero(validation_mask(ids)).tolist() == [3, 8, 10, 14]


def test_a_side_depends_on_the_image_alone():
    ids = image_ids(1000)
    sides = dict(zip(ids, validation_mask(ids), strict=True))
    some = np.random.default_rng(0).permutation(ids)[:300]
    assert [sides[name] for name in some] == validation_mask(some).tolist()
    assert all(validation_mask([name])[0] == sides[name] for name in some)


def test_a_copy_in_another_folder_stays_on_its_side():
    ids = image_ids(1000)
    copies = [name.rsplit('/', 1)[1] for name in ids]
    assert validation_mask(ids).any()
    np.testing.assert_array_equal(validation_mask(copies), validation_mask(ids))


@pytest.mark.parametrize('numbered', [False, True])
def test_a_tenth_is_for_validation(numbered):
    ids = [f'{i:032x}.jpg' for i in range(20_000)] if numbered else image_ids(20_000)
    # four standard deviations of a fair draw
    assert validation_mask(ids).mean() == pytest.approx(VALIDATION_FRACTION, abs=0.0085)


def test_a_larger_fraction_adds_images_to_the_same_split():
    ids = image_ids(2000)
    tenth, third = validation_mask(ids), validation_mask(ids, fraction=1 / 3)
    assert third[tenth].all()
    assert tenth.sum() < third.sum() < len(ids)


def test_no_image_all_images_and_an_empty_table():
    ids = image_ids(100)
    assert not validation_mask(ids, fraction=0.0).any()
    assert validation_mask(ids, fraction=1.0).all()
    assert validation_mask([]).shape == (0,)


def test_a_balanced_split_takes_the_fraction_of_each_category():
    ids = image_ids(1003)
    categories = np.where(np.arange(1003) < 40, 3, 0)
    mask = balanced_mask(ids, categories)
    assert [mask[categories == category].sum() for category in (0, 3)] == [96, 4]
    # the images with the smallest hashes of their category, as the usual split takes them
    usual = validation_mask(ids)
    assert (mask & usual).sum() == sum(
        min(mask.sum() for mask in (mask & own, usual & own))
        for own in (categories == 0, categories == 3)
    )


def test_a_balanced_split_does_not_depend_on_the_order_of_rows():
    ids = image_ids(300)
    categories = np.arange(300) % 3
    order = np.random.default_rng(0).permutation(300)
    np.testing.assert_array_equal(
        balanced_mask(ids, categories)[order], balanced_mask(ids[order], categories[order])
    )


@pytest.mark.realdata
@pytest.mark.parametrize('name', ['warm_up', 'round1_train'])
def test_official_categories_have_similar_fractions(fashionai_root, name):
    table = read_annotations(fashionai_root / 'annotations' / f'{name}.csv')
    mask = validation_mask(table.image_ids)
    for category in np.unique(table.category_ids):
        own = mask[table.category_ids == category]
        spread = np.sqrt(VALIDATION_FRACTION * (1 - VALIDATION_FRACTION) / len(own))
        assert own.mean() == pytest.approx(VALIDATION_FRACTION, abs=3 * spread)


NUM = 30


@pytest.fixture
def archive(csv_row, csv_file, tmp_path) -> Path:
    """An archive with its table in Annotations/, and images of skirts and dresses."""
    rows = []
    for i in range(NUM):
        category, name = ('skirt', 'dress')[i % 2], f'{i:032x}'
        rows.append(csv_row(category, name, hemline_left=f'{i}_2_{i % 2}'))
        path = tmp_path / 'data' / 'Images' / category / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((4, 4, 3), np.uint8))
    csv_file(*rows, name='data/Annotations/labels.csv')
    return tmp_path / 'data'


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines()


@pytest.mark.parametrize('fraction', [VALIDATION_FRACTION, 0.4])
def test_the_tables_contain_every_row_once_on_the_side_of_the_mask(archive, tmp_path, fraction):
    out = tmp_path / 'out'
    sides = write_split(archive, out, fraction)
    source = lines(archive / 'Annotations' / 'labels.csv')
    is_validation = validation_mask([row.split(',')[0] for row in source[1:]], fraction)
    assert 0 < is_validation.sum() < NUM
    for name, mask in (('train', ~is_validation), ('val', is_validation)):
        rows = [row for row, selected in zip(source[1:], mask, strict=True) if selected]
        assert lines(out / f'{name}.csv') == [source[0], *rows]
        assert len(sides[name]) == len(rows)


@pytest.mark.parametrize('folder', ['out', 'deep/er/Annotations', 'data', 'data/Annotations'])
def test_images_are_found_wherever_the_tables_are(archive, tmp_path, folder):
    for _ in range(2):  # the second time, tables exist
        write_split(archive / 'Annotations' / 'labels.csv', tmp_path / folder)
    for name in ('train', 'val'):
        path = tmp_path / folder / f'{name}.csv'
        assert all(file.is_file() for file in read_annotations(path).image_paths())
    assert (archive / 'Images').is_dir()
    assert not (archive / 'Images').is_symlink()


def test_tables_without_images_are_split_too(archive, tmp_path):
    table = archive / 'Annotations' / 'labels.csv'
    alone = tmp_path / 'alone.csv'
    alone.write_bytes(table.read_bytes())
    write_split(alone, tmp_path / 'out')
    assert sorted(path.name for path in (tmp_path / 'out').iterdir()) == ['train.csv', 'val.csv']


def test_the_tables_of_a_balanced_split(archive, tmp_path):
    sides = write_split(archive, tmp_path / 'out', 0.2, balanced=True)
    names = read_annotations(tmp_path / 'out' / 'val.csv').category_names.tolist()
    assert sorted(names) == ['dress'] * 3 + ['skirt'] * 3
    assert len(sides['train']) == NUM - 6


def test_a_list_without_labels_is_split_too(archive, tmp_path):
    rows = [','.join(row.split(',')[:2]) for row in lines(archive / 'Annotations' / 'labels.csv')]
    (archive / 'Annotations' / 'labels.csv').write_text('\n'.join([*rows, '']))
    write_split(archive, tmp_path / 'out')
    assert lines(tmp_path / 'out' / 'train.csv')[0] == 'image_id,image_category'


@pytest.mark.parametrize('fraction', [0.0, 1.0, -0.1, 10.0, float('nan')])
def test_a_fraction_out_of_range_is_refused(archive, tmp_path, fraction):
    with pytest.raises(ValueError, match='above 0 and below 1'):
        write_split(archive, tmp_path / 'out', fraction)


def test_a_side_without_rows_is_refused(archive, tmp_path):
    write_split(archive, tmp_path / 'out')
    with pytest.raises(ValueError, match="side 'val'"):
        write_split(tmp_path / 'out' / 'train.csv', tmp_path / 'again')
    assert not (tmp_path / 'again').exists()


def test_a_split_does_not_replace_its_source(archive, tmp_path):
    write_split(archive, tmp_path / 'out')
    before = (tmp_path / 'out' / 'train.csv').read_bytes()
    with pytest.raises(ValueError, match=r'train\.csv'):
        write_split(tmp_path / 'out', tmp_path / 'out', 0.3)
    assert (tmp_path / 'out' / 'train.csv').read_bytes() == before


def test_other_images_are_named_and_not_replaced_by_a_link(archive, tmp_path):
    (tmp_path / 'out' / 'Images').mkdir(parents=True)
    with pytest.raises(FileExistsError, match='Images: exists already'):
        write_split(archive, tmp_path / 'out')
    assert not (tmp_path / 'out' / 'train.csv').exists()


def test_rows_without_labels_among_labelled_ones_are_refused(archive, csv_file, tmp_path):
    csv_file('Images/skirt/x.jpg,skirt', header=None, name='data/Annotations/test.csv')
    with pytest.raises(ValueError, match=r'test\.csv:1: a row without labels'):
        write_split(archive, tmp_path / 'out')


def test_a_table_of_any_size_has_photos_to_validate():
    ids = image_ids(400)
    for count in (2, 5, 50):
        mask = holdout_mask(ids[:count])
        assert mask.sum() == max(1, count // 5)
        assert (mask | ~validation_mask(ids[:count])).all() or mask.sum() == count // 5
    assert (holdout_mask(ids) == validation_mask(ids)).all()
    assert validation_mask(ids).sum() >= 20
