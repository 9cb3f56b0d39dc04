"""Comparison of recipes, on drawn garments; the trainings are those of other tests."""

import re

import numpy as np
import pytest

from fashionkp.annotations import annotation_files, read_annotations, write_annotations
from fashionkp.datasets.splits import validation_mask
from fashionkp.synthetic import write_dataset
from fashionkp_mm.config_files import config_names


@pytest.fixture
def script(run_script):
    return run_script('recipes.py')


def encoders(cfg):
    return [step for step in cfg.train_dataloader.dataset.pipeline if step.type == 'GenerateTarget']


def test_every_family_has_a_row(script):
    families = {name.rsplit('_', 1)[0] for name in config_names()}
    assert {*script['family_configs']()} == families - {'cpn_lite0_finetune', 'starter'}


def test_a_row_changes_what_its_name_states(script):
    rows = {name: build() for name, build in script['photo_configs']().items()}
    ours, everything = rows['cpn_lite0'], rows['all of the reference but SGD']
    assert ours.optim_wrapper.optimizer.type == 'AdamW'
    assert rows['SGD'].optim_wrapper.optimizer.type == 'SGD'
    assert [step.encoder.sigma for step in encoders(everything)] == [1]
    steps = [step.type for step in everything.train_dataloader.dataset.pipeline]
    assert steps[steps.index('GenerateTarget') + 1] == 'WeightOccluded'
    lite0 = ours.model.backbone.model_name
    assert {cfg.model.backbone.model_name for cfg in rows.values()} == {lite0}
    heads = [cfg.model.head.type for cfg in rows.values()]
    assert heads[1:4] == ['HeatmapHead', 'RLEHead', 'RTMCCHead']
    assert {*heads[:1], *heads[4:]} == {'CPNHead'}


def test_the_table_compares_each_row_with_the_first(script, tmp_path, monkeypatch, capsys):
    """The trainings are replaced by predictions that are off by a number of pixels."""
    offsets = dict(cpn_lite0=[1, 3], SGD=[6, 6])
    write_dataset(tmp_path / 'data' / 'train', 40, seed=0)
    monkeypatch.setenv('FASHIONAI_ROOT', str(tmp_path / 'data'))
    table = read_annotations(*annotation_files(tmp_path / 'data' / 'train'))
    truth = table.take(validation_mask(table.image_ids))

    def result(training):
        name, seed = training.work_dir.name.rsplit('_', 1)
        moved = truth.take(np.arange(len(truth)))
        moved.keypoints[moved.visibility >= 0] += [offsets[name][int(seed)], 0]
        write_annotations(training.submission, moved)
        return dict(NE=1, minutes=2.0)

    monkeypatch.setattr(script['Training'], 'result', result)
    work_dir = tmp_path / 'work'
    work_dir.mkdir()
    (work_dir / 'imagenet.pth').touch()
    command = ['photos', 'cpn_lite0', 'SGD', '--seeds', '0', '1', '--size', '64']
    script['main']([*command, '--work-dir', str(work_dir)])
    rows = [line.split('|')[1:-1] for line in re.findall(r'^\|.*', capsys.readouterr().out, re.M)]
    ours, sgd = ([cell.split(' ')[1] for cell in row] for row in rows[2:])
    assert float(sgd[1]) == pytest.approx(3 * float(ours[1]), rel=0.01)  # 6 px, and 2 on average
    assert ours[2] == ''
    assert float(sgd[2]) == pytest.approx(float(sgd[1]) - float(ours[1]), abs=0.02)
    assert float(sgd[3]) == pytest.approx(3 * float(ours[3]), rel=0.01)  # occluded points
    assert sgd[-2:] == ours[-2:]  # parameters and FLOPs


def test_an_unknown_name_lists_the_rows(script):
    with pytest.raises(SystemExit, match='visible points only'):
        script['main'](['photos', 'Adam'])
