"""A table that changes while a training runs, or before it goes on."""

import logging
import shutil

import pytest

from fashionkp_mm.apis import train

pytestmark = pytest.mark.faults(alone=True)  # half a minute


@pytest.fixture
def data(data_root, tmp_path):
    """A table of its own, of the same images."""
    shutil.copytree(data_root / 'train' / 'Annotations', tmp_path / 'data/train/Annotations')
    (tmp_path / 'data/train/Images').symlink_to(data_root / 'train' / 'Images')
    return tmp_path / 'data'


@pytest.fixture
def run(data, skirt_options, tmp_path):
    """Trains for some epochs on that table; without validation."""
    options = {**skirt_options, 'train_dataloader.dataset.data_root': str(data)}

    def go(epochs, **settings):
        settings = {**options, 'train_cfg.max_epochs': epochs, **settings}
        resume = epochs > 1
        return train('cpn_small_skirt', tmp_path / 'run', resume, validate=False, options=settings)

    return go


def rows(data):
    return (data / 'train/Annotations/train.csv').read_text().splitlines()


def write(data, lines):
    (data / 'train/Annotations/train.csv').write_text('\n'.join([*lines, '']))


@pytest.fixture
def warnings(monkeypatch):
    """What is warned of; MMEngine lets runs of one second share a log file."""
    told = []
    monkeypatch.setattr(logging.Logger, 'warning', lambda self, text, *args: told.append(str(text)))
    return lambda: [text for text in told if 'has changed since' in text]


def test_the_table_is_read_once(data, run):
    """It disappears once the dataset is there."""
    whole = rows(data)
    runner = run(1)
    dataset = runner.train_dataloader.dataset
    write(data, whole[:1])
    assert len(dataset) == 4
    assert dataset[0]['inputs'].shape[0] == 3


def test_the_same_table_goes_on_in_silence(data, run, warnings):
    run(1)
    write(data, rows(data))
    run(2)
    assert not warnings()


def test_other_labels_are_taken_with_a_warning(data, run, warnings):
    run(1)
    lines = rows(data)
    place = next(i for i, line in enumerate(lines) if ',skirt,' in line)
    lines[place] = lines[place].replace('_1,', '_0,', 1)
    write(data, lines)
    assert run(2).iter == 4
    (told,) = warnings()
    assert 'epoch_1.pth' in told
    assert 'train' in told


def test_another_number_of_rows_is_refused(data, run):
    run(1)
    lines = rows(data)
    lines.remove(next(line for line in lines if ',skirt,' in line))
    write(data, lines)
    with pytest.raises(ValueError, match=r'epoch_1\.pth .* 4 rows.* 3 to train on'):
        run(2)


def test_another_batch_size_at_the_end_of_an_epoch_trains_on_every_image(data, run):
    run(1)
    assert run(2, **{'train_dataloader.batch_size': 1}).iter == 2 + 4
