"""Tests of errors of a config as errors of one line, before training."""

import pytest

from fashionkp.cli.main import main
from fashionkp_mm.apis import train
from fashionkp_mm.config import load_config
from fashionkp_mm.config_files import config_path

pytestmark = pytest.mark.faults


@pytest.mark.parametrize(
    ('changes', 'named'),
    [
        ({'optim_wrapper.rate': 1}, 'rate'),
        ({'model.backbone.type': 'ResNett'}, 'ResNett is not in the'),
    ],
)
def test_components_that_cannot_be_built_are_named(changes, named, skirt_options, tmp_path):
    with pytest.raises(ValueError, match=rf'cpn_small_skirt: .*{named}'):
        train('cpn_small_skirt', tmp_path, options={**skirt_options, **changes})


def test_missing_settings_are_named(tmp_path):
    (tmp_path / 'a.py').write_text("model = dict(type='X')\n")
    with pytest.raises(ValueError, match=r'a\.py: .*no train_dataloader, train_cfg'):
        train(tmp_path / 'a.py', tmp_path / 'run')


def test_a_device_in_the_config_is_refused(tmp_path, capfd):
    (tmp_path / 'a.py').write_text(
        f'_base_ = {str(config_path("cpn_small_skirt"))!r}\ndevice = "cuda:9"'
    )
    for command in (['train'], ['test']):
        weights = [str(tmp_path / 'a.py')] if command == ['test'] else []
        run = [*command, str(tmp_path / 'a.py'), *weights, '--work-dir', str(tmp_path / 'run')]
        assert main(run) == 2
        assert "a.py: device='cuda:9'" in capfd.readouterr().err
        option = [*command, 'cpn_small_skirt', *weights, '--cfg-options', 'device=gpu']
        assert main(option) == 2
        assert 'device: the config has no such setting' in capfd.readouterr().err
    assert not (tmp_path / 'run').exists()


def test_a_missing_table_of_mmpose_is_named(tmp_path, skirt_options):
    cfg = load_config('cpn_small_skirt', skirt_options)
    dataset = dict(type='CocoDataset', ann_file='no.json', data_root=str(tmp_path), pipeline=[])
    cfg.train_dataloader.dataset = dataset
    cfg.dump(tmp_path / 'a.py')
    with pytest.raises(FileNotFoundError, match=r'a\.py: .*no\.json'):
        train(tmp_path / 'a.py', tmp_path / 'run')


def test_a_config_without_load_from_is_trained(skirt_options, tmp_path):
    cfg = load_config('cpn_small_skirt', {**skirt_options, 'train_cfg.max_epochs': 1})
    cfg.pop('load_from')
    cfg.pop('resume')
    cfg.dump(tmp_path / 'a.py')
    assert train(tmp_path / 'a.py', tmp_path / 'run', validate=False).epoch == 1


def test_a_missing_data_folder_names_the_ways_to_get_data(skirt_options, tmp_path):
    options = {**skirt_options, 'train_dataloader.dataset.data_root': str(tmp_path / 'none')}
    with pytest.raises(FileNotFoundError, match=r'none: .*FASHIONAI_ROOT.*unpack.*synth'):
        train('cpn_small_skirt', tmp_path / 'run', options=options)
