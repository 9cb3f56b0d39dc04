"""Tests of configs by path and by name."""

import pytest

from fashionkp.categories import CATEGORIES
from fashionkp_mm.config_files import CONFIGS, category_configs, config_names, config_path


def test_a_name_leads_to_a_file():
    path = config_path('cpn_small_skirt')
    assert path == CONFIGS / 'cpn_small' / 'cpn_small_skirt.py'
    assert path.is_file()
    assert config_path(path) == path


@pytest.mark.parametrize('name', ['cpn_small_skirt', 'cpn_small/cpn_small_skirt.py'])
def test_a_file_comes_first_unless_the_prefix_means_this_package(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    assert str(config_path(name)) == name
    assert config_path(f'fashionkp_mm::{name}') == CONFIGS / 'cpn_small' / 'cpn_small_skirt.py'


def test_the_prefix_leads_to_bases_too():
    assert config_path('fashionkp_mm::_base_/cpn_small.py') == CONFIGS / '_base_' / 'cpn_small.py'


def test_config_names_are_unique():
    # work dirs are named after them
    assert len(set(config_names())) == len(config_names())


NAMES = ('cpn_r51_skirt', 'fashionkp_mm::cpn_r51_skirt', 'fashionkp_mm::cpn_r50/cpn_r51_skirt.py')


@pytest.mark.parametrize('name', NAMES)
def test_an_unknown_config_lists_the_known_ones(name):
    with pytest.raises(FileNotFoundError, match=r'cpn_r51_skirt.*cpn_r50_skirt.*--garments'):
        config_path(name)


def test_a_base_file_is_not_a_model():
    with pytest.raises(FileNotFoundError):
        config_path('runtime')


@pytest.mark.parametrize('recipe', ['cpn_r50', 'cpn_r50_all'])
def test_a_recipe_has_a_config_for_each_category(recipe):
    configs = category_configs(recipe)
    assert [*configs] == [*CATEGORIES]
    assert configs['skirt'] == 'cpn_r50_skirt'
    assert {*configs.values()} <= {*config_names()}


def test_an_unknown_recipe_lists_the_nearest():
    with pytest.raises(ValueError, match=r'cpn_r5: expected the name of a recipe: .*cpn_r50'):
        category_configs('cpn_r5')
