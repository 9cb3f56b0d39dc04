"""Arguments for the scale of garments."""

import argparse

import pytest

from fashionkp.cli.scale_arguments import (
    add_plane_arguments,
    add_reference_arguments,
    plane_finder,
    reference,
)
from fashionkp.images.markers import Markers
from fashionkp.images.sheets import Sheet


def parse(*arguments):
    parser = argparse.ArgumentParser()
    add_plane_arguments(parser, add_reference_arguments(parser))
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
        ['--marker', 'aruco=8', '--cm-per-pixel', '0.1'],
        ['--marker', 'aruco=8', '--sheet', 'a4'],
        ['--sheet-corners', '1,2', '3,4'],
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


CORNERS = ['0,0', '210,0', '210,297.5', '0,297']


def test_markers_and_sheets():
    assert plane_finder(parse()) is None
    assert plane_finder(parse('--marker', 'aruco=8.5')) == Markers(8.5)
    named = parse('--marker', 'aruco=8', '--marker-dictionary', 'DICT_6X6_50')
    assert plane_finder(named) == Markers(8.0, 'DICT_6X6_50')
    assert plane_finder(parse('--sheet', 'a4')) == Sheet(21.0, 29.7)
    given = plane_finder(parse('--sheet', '10x20', '--sheet-corners', *CORNERS))
    assert given == Sheet(10.0, 20.0, ((0, 0), (210, 0), (210, 297.5), (0, 297)))


@pytest.mark.parametrize(
    ('arguments', 'message'),
    [
        (['--marker', '8'], '--marker 8: expected aruco=CM'),
        (['--marker', 'april=8'], '--marker april=8: expected aruco=CM'),
        (['--marker', 'aruco=x'], '--marker aruco=x: expected aruco=CM'),
        (['--marker', 'aruco=0'], 'marker of 0.0 cm'),
        (['--marker', 'aruco=8', '--marker-dictionary', 'X'], "'X': expected one of"),
        (['--sheet', 'a9'], "--sheet: 'a9': expected a4"),
        (['--sheet', 'a4', '--sheet-corners', '1', '2,3', '4,5', '6,7'], "corner '1'"),
        (['--sheet', 'a4', '--sheet-corners', '0,0', '0,0', '1,0', '0,1'], 'convex'),
        (['--sheet-corners', *CORNERS], '--sheet-corners is for --sheet'),
        (['--marker-dictionary', 'DICT_6X6_50'], '--marker-dictionary is for --marker'),
    ],
)
def test_invalid_markers_and_sheets_are_rejected(arguments, message):
    with pytest.raises(ValueError, match=message):
        plane_finder(parse(*arguments))
