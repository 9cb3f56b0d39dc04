"""Tests of the comparison of the training data on resume; apis/test_changed_data.py trains."""

from types import SimpleNamespace

import pytest

from fashionkp_mm.engine.hooks import DataFingerprintHook


class Dataset:
    ann_file = ('train.csv',)

    def __init__(self, rows, fingerprint):
        self.rows = rows
        self.fingerprint = fingerprint

    def __len__(self):
        return self.rows


class Run:
    """A run on some rows; it collects warnings."""

    def __init__(self, dataset, *, resume=True):
        self.train_dataloader = SimpleNamespace(dataset=dataset)
        self.cfg = dict(load_from='epoch_1.pth')
        self._resume = resume
        self.warnings = []
        self.logger = SimpleNamespace(warning=self.warnings.append)


@pytest.fixture
def checkpoint():
    """The checkpoint of a run on four rows."""
    content = dict(meta={})
    DataFingerprintHook().before_save_checkpoint(Run(Dataset(4, 'abc')), content)
    return content


def test_the_same_rows_are_accepted(checkpoint):
    run = Run(Dataset(4, 'abc'))
    DataFingerprintHook().after_load_checkpoint(run, checkpoint)
    assert run.warnings == []


def test_other_rows_of_the_same_number_give_a_warning(checkpoint):
    run = Run(Dataset(4, 'xyz'))
    DataFingerprintHook().after_load_checkpoint(run, checkpoint)
    (warning,) = run.warnings
    assert 'train.csv' in warning
    assert 'epoch_1.pth' in warning


def test_another_number_of_rows_is_refused_on_resume_only(checkpoint):
    with pytest.raises(ValueError, match=r'epoch_1\.pth .* 4 rows.*train\.csv has 3 '):
        DataFingerprintHook().after_load_checkpoint(Run(Dataset(3, 'xyz')), checkpoint)
    run = Run(Dataset(3, 'xyz'), resume=False)
    DataFingerprintHook().after_load_checkpoint(run, checkpoint)
    assert run.warnings == []


def test_datasets_and_checkpoints_without_a_fingerprint_are_ignored(checkpoint):
    hook, bare, content = DataFingerprintHook(), Run([1, 2, 3]), dict(meta={})
    hook.before_save_checkpoint(bare, content)
    assert content == dict(meta={})
    hook.after_load_checkpoint(bare, checkpoint)
    hook.after_load_checkpoint(Run(Dataset(4, 'abc')), content)
    assert bare.warnings == []
