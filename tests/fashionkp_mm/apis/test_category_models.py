"""Test of the models of single categories: what is trained, and their common score."""

from dataclasses import replace

import numpy as np
import pytest

from fashionkp.annotations import read_submission, write_submission
from fashionkp.categories import CATEGORIES, CATEGORY_IDS
from fashionkp.score import score_tables
from fashionkp_mm.apis import category_models
from fashionkp_mm.apis.category_models import CategoryModel, evaluate_together, format_scores

OLD_FORMAT = b'\x80'
"""Start of a checkpoint that has no checksums."""


def model(category: str, folder, **options) -> CategoryModel:
    config = f'cpn_small_{category}'
    (folder / config).mkdir(exist_ok=True)
    return CategoryModel(category, config, folder / config, options)


def test_a_model_is_trained_if_its_last_epoch_is_saved(tmp_path):
    skirt = model('skirt', tmp_path, **{'train_cfg.max_epochs': 2})
    assert not skirt.is_trained()
    (skirt.work_dir / 'epoch_1.pth').write_bytes(OLD_FORMAT)
    assert not skirt.is_trained()
    (skirt.work_dir / 'epoch_2.pth').write_bytes(b'damaged')
    (skirt.work_dir / 'last_checkpoint').write_text('epoch_2.pth')
    assert not skirt.is_trained()
    (skirt.work_dir / 'epoch_2.pth').write_bytes(OLD_FORMAT)
    assert skirt.is_trained()
    assert not replace(skirt, options={'train_cfg.max_epochs': 3}).is_trained()


def test_a_model_without_a_checkpoint_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match='cpn_small_skirt'):
        model('skirt', tmp_path).checkpoint()


@pytest.fixture
def models(data_root, table, tmp_path, monkeypatch):
    """Two models, each a pixel off per id of its category, which are not really tested."""

    def evaluate(config, checkpoint, work_dir, *, submission, options):
        rows = table.category_ids == CATEGORY_IDS[config.rpartition('_')[2]]
        own = table.take(rows)
        shift = own.category_ids[:, None, None] + 1.0
        points = np.where(own.visibility[..., None] >= 0, own.keypoints + shift, -1)
        write_submission(submission, replace(own, keypoints=points))

    monkeypatch.setattr(category_models, 'evaluate', evaluate)
    options = {'test_dataloader.dataset.data_root': str(data_root)}
    options['test_dataloader.dataset.split'] = None
    models = [model(name, tmp_path, **options) for name in ('blouse', 'skirt')]
    for each in models:
        (each.work_dir / 'epoch_1.pth').write_bytes(OLD_FORMAT)
    return models


def test_the_common_score_is_that_of_the_common_submission(models, table, tmp_path):
    scores = dict(evaluate_together(models, tmp_path / 'all.csv'))
    assert [*scores] == ['blouse', 'skirt', 'all']
    predicted = read_submission(tmp_path / 'all.csv')
    assert {*predicted.category_names} == {'blouse', 'skirt'}
    truth = table.take(np.isin(table.image_ids, predicted.image_ids))
    expected = score_tables(truth, predicted)
    assert scores['all'].ne == expected.ne
    assert {name: scores[name].ne for name in ('blouse', 'skirt')} == expected.per_category
    assert scores['blouse'].points + scores['skirt'].points == scores['all'].points
    assert scores['all'].ne != pytest.approx((scores['blouse'].ne + scores['skirt'].ne) / 2)


def test_the_rule_is_that_of_the_config(models, tmp_path):
    options = {'test_evaluator.0.rule': 'round1'}
    models = [replace(each, options={**each.options, **options}) for each in models]
    *_, (_, score) = evaluate_together(models, tmp_path / 'all.csv')
    assert score.points == sum(4 * (len(CATEGORIES[m.category].keypoints) - 1) for m in models)


def test_scores_are_a_table(models, tmp_path):
    lines = format_scores(evaluate_together(models, tmp_path / 'all.csv')).splitlines()
    assert [line.split()[0] for line in lines] == ['category', 'blouse', 'skirt', 'all']
    assert lines[1].split()[1] == '4'
