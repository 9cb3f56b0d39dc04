"""Synthetic data sets: layout, reproducible bytes, and invalid arguments."""

import hashlib
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_annotations
from fashionkp.categories import CATEGORIES
from fashionkp.synthetic import draw_garment, image_id, write_dataset


@pytest.fixture(scope='module')
def dataset(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp('synthetic') / 'data'
    write_dataset(out, 20, seed=2)
    return out


def _hashes(root: Path) -> dict[str, str]:
    files = (path for path in root.rglob('*') if path.is_file())
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_layout_of_the_official_archives(dataset):
    table = read_annotations(dataset / 'Annotations' / 'train.csv')
    assert len(table) == 20
    assert sorted(table.category_names) == sorted([*CATEGORIES] * 4)
    for name, category in zip(table.image_ids, table.category_names, strict=True):
        assert name.startswith(f'Images/{category}/')
        assert len(Path(name).stem) == 32
        assert cv2.imread(str(dataset / name)) is not None
    assert len(_hashes(dataset)) == 21


def test_table_holds_the_drawn_points(dataset):
    table = read_annotations(dataset / 'Annotations' / 'train.csv')
    for index in (0, 7, 19):
        garment = draw_garment(2, index)
        row = table.image_ids.tolist().index(image_id(2, index))
        assert (table.keypoints[row] == np.rint(garment.keypoints)).all()
        assert (table.visibility[row] == garment.visibility).all()


def test_smaller_data_set_is_the_beginning_of_a_larger_one_with_any_number_of_workers(
    dataset, tmp_path, capsys
):
    write_dataset(tmp_path / 'small', 18, seed=2, workers=2, show_progress=True)
    assert '100% 18/18 ' in capsys.readouterr().err
    larger = _hashes(dataset)
    small = _hashes(tmp_path / 'small')
    images = {name: value for name, value in small.items() if name.endswith('.jpg')}
    assert images.items() <= larger.items()
    rows = (dataset / 'Annotations' / 'train.csv').read_text().splitlines()
    assert (tmp_path / 'small' / 'Annotations' / 'train.csv').read_text().splitlines() == rows[:19]


def test_another_seed_gives_other_images(dataset, tmp_path):
    write_dataset(tmp_path / 'other', 5, seed=3)
    assert not set(_hashes(tmp_path / 'other').values()) & set(_hashes(dataset).values())


def test_single_category_has_other_images(dataset, tmp_path):
    table = write_dataset(tmp_path / 'skirts', 4, seed=2, category='skirt')
    assert set(table.category_names) == {'skirt'}
    assert [path.name for path in (tmp_path / 'skirts' / 'Images').iterdir()] == ['skirt']
    others = read_annotations(dataset / 'Annotations' / 'train.csv')
    assert not {Path(name).name for name in table.image_ids} & {
        Path(name).name for name in others.image_ids
    }


def test_category_that_cannot_be_drawn_is_refused_before_the_folder_is_created(tmp_path):
    with pytest.raises(ValueError, match=r"'jumpsuit'.*--garments"):
        write_dataset(tmp_path / 'out', 4, seed=2, category='jumpsuit')
    assert not (tmp_path / 'out').exists()


def test_folder_with_other_data_is_refused_and_unchanged(tmp_path):
    (tmp_path / 'mine.txt').write_text('x')
    with pytest.raises(FileExistsError, match=r'not empty.*another folder'):
        write_dataset(tmp_path, 5, seed=0)
    assert [path.name for path in tmp_path.iterdir()] == ['mine.txt']


def test_file_instead_of_a_folder_is_refused(tmp_path):
    (tmp_path / 'out').write_text('x')
    with pytest.raises(FileExistsError, match='is a file'):
        write_dataset(tmp_path / 'out', 5, seed=0)


@pytest.mark.parametrize(
    'wrong', [{'num': 0}, {'seed': -1}, {'workers': 0}], ids=['num', 'seed', 'workers']
)
def test_invalid_numbers_are_named(tmp_path, wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        write_dataset(tmp_path / 'out', **{'num': 5, 'seed': 0, **wrong})
    assert not (tmp_path / 'out').exists()
