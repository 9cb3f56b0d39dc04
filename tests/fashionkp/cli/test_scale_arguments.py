"""Arguments for the scale of garments."""

import argparse

import pytest

from fashionkp.cli.scale_arguments import add_reference_arguments, reference


def parse(*arguments):
    parser = argparse.ArgumentParser()
    add_reference_arguments(parser)
    return parser.parse_args(arguments)


def scale_of(*arguments):
    args = parse(*arguments)
    return reference(args.reference, args.cm_per_pixel)


def test_without_arguments_the_scale_is_unknown():
    scale = scale_of()
    assert (scale.lengths, scale.cm_per_pixel) == ({}, None)


def test_known_lengths_keep_their_order():
    scale = scale_of('--reference', 'waist=30', '--reference', 'chest=50.5')
    assert list(scale.lengths.items()) == [('waist', 30), ('chest', 50.5)]


def test_size_of_a_pixel():
    assert scale_of('--cm-per-pixel', '0.1').cm_per_pixel == 0.1


@pytest.mark.parametrize(
    'arguments',
    [
        ['--reference', 'waist'],
        ['--reference', 'waist=wide'],
        ['--reference', 'waist=30', '--cm-per-pixel', '0.1'],
    ],
)
def test_malformed_arguments_are_an_error_of_the_parser(arguments, capsys):
    with pytest.raises(SystemExit):
        parse(*arguments)
    assert arguments[0] in capsys.readouterr().err


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['--reference', 'waste=30'], "'waste'"),
        (['--reference', 'waist=30', '--reference', 'waist=31'], 'waist'),
        (['--cm-per-pixel', '-1'], 'cm_per_pixel=-1'),
    ],
)
def test_invalid_scale_is_rejected(arguments, message):
    with pytest.raises(ValueError, match=message):
        scale_of(*arguments)
