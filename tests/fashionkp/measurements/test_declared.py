"""Lengths in files that declare garments: valid ones are read, in others the length is named."""

import csv

import pytest

from fashionkp.custom_garments import read_declarations
from fashionkp.keypoints import OFFICIAL_KEYPOINTS
from fashionkp.measurements.declared import length_table, read_lengths

OWN = """
[lengths]
knee_left = [
    "60 % from crotch to bottom_left_in",
    "60 % from waistband_left to bottom_left_out",
]

[blouse.lengths]
sleeve_left = ["neckline_left", "shoulder_left", "cuff_left_out"]
"""


@pytest.fixture
def own(tmp_path):
    """Return a function that writes :data:`OWN` with a part of it replaced."""

    def write(old='', new='', name='own.toml'):
        assert old in OWN
        path = tmp_path / name
        path.write_text(OWN.replace(old, new) if old else OWN)
        return path

    return write


def test_lengths_of_all_garments_and_of_one(own):
    lengths = read_lengths([own()])
    assert list(lengths.shared) == ['knee_left', 'knee_right']
    assert list(lengths.by_category) == ['blouse']
    (left,) = lengths.by_category['blouse']['sleeve_left']
    assert [point.text for point in left.path] == [
        'neckline_left',
        'shoulder_left',
        'cuff_left_out',
    ]
    (right,) = lengths.shared['knee_right']
    assert right.path[0].text == '60 % from crotch to bottom_right_in'


def test_a_file_with_lengths_alone_declares_no_garment(own):
    assert read_declarations([own()], OFFICIAL_KEYPOINTS, ['blouse']) == ()


def test_the_other_side_may_differ():
    table = length_table({'a_left': ['crotch', 'knee_left'], 'a_right': ['crotch', 'hip_right']})
    assert [m[0].keypoints[1] for m in table.values()] == ['knee_left', 'hip_right']


@pytest.mark.parametrize(
    ('old', 'new', 'reason'),
    [
        ('[lengths]', '[jacket.lengths]', r'\[jacket\.lengths\]: unknown garment: .*blouse'),
        ('knee_left =', 'Knee =', r'\[lengths\] Knee: invalid name'),
        ('knee_left =', 'knee_cm =', r'\[lengths\] knee_cm: invalid name'),
        (
            'from crotch',
            'from crotsh',
            r"knee_left: unknown key point 'crotsh' \(did you mean crotch",
        ),
        ('from crotch', 'of crotch', r'knee_left: .*expected "NAME"'),
        ('from crotch', 'from armpit_left', r'knee_left: no garment has all of armpit_left'),
        ('60 % from crotch', '160 % from crotch', r'knee_left: .*0 to 100 %'),
        ('"neckline_left", "shoulder_left", ', '', r'sleeve_left: .*two or more points'),
        (
            '["neckline_left", "shoulder_left", "cuff_left_out"]',
            '3',
            r'sleeve_left = 3: expected a',
        ),
        ('"neckline_left", ', '"crotch", ', r"\[blouse\.lengths\] sleeve_left: unknown.*'crotch'"),
        ('[blouse.lengths]\nsleeve_left', '[blouse]\nlengths', r'\[blouse\.lengths\] = .*a table'),
    ],
)
def test_errors_name_file_table_and_length(own, old, new, reason):
    path = own(old, new)
    with pytest.raises(ValueError, match=reason) as error:
        read_lengths([path])
    assert str(error.value).startswith(f'{path}: ')


def test_a_length_is_declared_once(own):
    with pytest.raises(ValueError, match=r'other\.toml: \[lengths\] knee_left: another file'):
        read_lengths([own(), own(name='other.toml')])


def test_measure_writes_a_column_for_each(own, csv_row, csv_file, tmp_path, run_command):
    corners = dict(
        crotch='100_100_1',
        waistband_left='50_0_1',
        bottom_left_in='100_200_1',
        bottom_left_out='50_200_1',
    )
    table = csv_file(csv_row('trousers', 'a', **corners))
    out = tmp_path / 'lengths.csv'
    done = run_command('--garments', own(), 'measure', table, '-o', out)
    assert done.returncode == 0, done.stderr
    with out.open(newline='') as file:
        (row,) = csv.DictReader(file)
    # from (100, 160) to (50, 120)
    assert float(row['knee_left_pixels']) == pytest.approx(64.0, abs=0.05)
    assert row['knee_right_pixels'] == ''
    assert 'knee_right: no bottom_right_in' in row['not_measurable']


def test_a_malformed_length_ends_the_command(own, csv_row, csv_file, run_command):
    table = csv_file(csv_row('skirt', 'a'))
    done = run_command('--garments', own('from crotch', 'from crotsh'), 'measure', table)
    assert done.returncode == 2
    assert 'own.toml: [lengths] knee_left: unknown key point' in done.stderr
    assert 'Traceback' not in done.stderr
