"""Arguments of test-time augmentation."""

import argparse

import pytest

from fashionkp.cli.tta_arguments import add_tta_arguments, tta_options


@pytest.mark.parametrize(
    ('arguments', 'expected'),
    [
        ([], {}),
        (['--flip'], {'flip_test': True}),
        (['--no-flip', '--refine-crop'], {'flip_test': False, 'refine_crop': True}),
        (['--scales', '0.9', '1.1'], {'scales': [0.9, 1.1]}),
        (['--any-rotation'], {'any_rotation': True}),
    ],
)
def test_only_what_is_given_overrides_the_config(arguments, expected):
    parser = argparse.ArgumentParser()
    add_tta_arguments(parser)
    options = tta_options(parser.parse_args(arguments))
    assert options == {f'model.test_cfg.{name}': value for name, value in expected.items()}
