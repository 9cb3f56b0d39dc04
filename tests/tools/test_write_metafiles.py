"""The files by which MIM knows the models match the configs."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from fashionkp_mm.config_files import config_names, config_path

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope='module')
def tool():
    return SimpleNamespace(**runpy.run_path(str(ROOT / 'tools' / 'write_metafiles.py')))


@pytest.fixture(scope='module')
def models() -> dict[str, dict]:
    """The entry of each model, found as MIM and MMEngine find them."""
    index = yaml.safe_load((ROOT / 'model-index.yml').read_text())
    metafiles = [yaml.safe_load((ROOT / path).read_text()) for path in index['Import']]
    return {model['Name']: model for metafile in metafiles for model in metafile['Models']}


def test_the_files_are_those_that_make_metafiles_writes(tool):
    files = dict(tool.files())
    assert {*files} == {ROOT / 'model-index.yml', *(ROOT / 'configs').rglob('*.yml')}
    assert [path for path, text in files.items() if path.read_text() != text] == []


def test_every_config_has_an_entry(models):
    assert sorted(models) == config_names()
    for name, model in models.items():
        assert ROOT / model['Config'] == config_path(name)
        assert [result['Task'] for result in model['Results']] == ['Fashion 2D Keypoint']


def test_the_starter_alone_has_weights(models):
    weights = {name: model['Weights'] for name, model in models.items() if 'Weights' in model}
    assert weights == {'starter_all': 'fashionkp/model_zoo/starter.onnx'}
    assert (ROOT / weights['starter_all']).is_file()


def test_measured_models_have_the_errors_of_the_docs(models):
    results = {name: model['Results'][0] for name, model in models.items()}
    measured = {name: result for name, result in results.items() if result['Metrics']}
    assert {*measured} == {'cpn_lite0_all', 'cpn_small_all'}
    docs = (ROOT / 'docs' / 'results.md').read_text()
    for result in measured.values():
        section = docs.partition(f'## {result["Dataset"]}\n')[2]
        assert f'| all | {result["Metrics"]["NE"]} |' in section.partition('\n## ')[0]
