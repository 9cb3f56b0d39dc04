"""Tests of tables that change during a training, or before it is resumed."""

import logging
import shutil

import pytest

from fashionkp_mm.apis import train

pytestmark = pytest.mark.faults(alone=True)  # half a minute


@pytest.fixture
def data(data_root, tmp_path):
    """Return a data root with a copy of the table, of the same images."""
    shutil.copytree(data_root / 'train' / 'Annotations', tmp_path / 'data/train/Annotations')
    (tmp_path / 'data/train/Images').symlink_to(data_root / 'train' / 'Images')
    return tmp_path / 'data'


@pytest.fixture
def run(data, skirt_options, tmp_path):
    """Return a function that trains on that table, and resumes if it is not the first epoch."""
    options = {**skirt_options, 'train_dataloader.dataset.data_root': str(data)}

    def train_epochs(epochs, **settings):
        settings = {**options, 'train_cfg.max_epochs': epochs, **settings}
        return train(
            'cpn_small_skirt',
            tmp_path / 'run',
            resume=epochs > 1,
            validate=False,
            options=settings,
        )

    return train_epochs


def rows(data):
    return (data / 'train/Annotations/train.csv').read_text().splitlines()


def write(data, lines):
    (data / 'train/Annotations/train.csv').write_text('\n'.join([*lines, '']))


@pytest.fixture
def warnings(monkeypatch):
    """Return a function that lists the warnings of changed data."""
    logged = []
    monkeypatch.setattr(
        logging.Logger, 'warning', lambda self, text, *args: logged.append(str(text))
    )
    return lambda: [text for text in logged if 'has changed since' in text]


def test_the_table_is_read_once(data, run):
    """Its rows are deleted once the dataset exists."""
    lines = rows(data)
    runner = run(1)
    dataset = runner.train_dataloader.dataset
    write(data, lines[:1])
    assert len(dataset) == 4
    assert dataset[0]['inputs'].shape[0] == 3


def test_the_same_table_is_resumed_without_a_warning(data, run, warnings):
    run(1)
    write(data, rows(data))
    run(2)
    assert not warnings()


def test_changed_labels_are_used_with_a_warning(data, run, warnings):
    run(1)
    lines = rows(data)
    index = next(i for i, line in enumerate(lines) if ',skirt,' in line)
    lines[index] = lines[index].replace('_1,', '_0,', 1)
    write(data, lines)
    assert run(2).iter == 4
    (warning,) = warnings()
    assert 'epoch_1.pth' in warning
    assert 'train' in warning


def test_another_number_of_rows_raises(data, run):
    run(1)
    lines = rows(data)
    lines.remove(next(line for line in lines if ',skirt,' in line))
    write(data, lines)
    with pytest.raises(ValueError, match=r'epoch_1\.pth .* 4 rows.* 3 to train on'):
        run(2)


def test_another_batch_size_after_an_epoch_uses_every_image(data, run):
    run(1)
    assert run(2, **{'train_dataloader.batch_size': 1}).iter == 2 + 4
