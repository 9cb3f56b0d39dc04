"""``fashionkp ensemble``."""

import pytest

from fashionkp.annotations import read_submission
from fashionkp.categories import KEYPOINTS
from fashionkp.cli.ensemble import parse_args
from fashionkp.cli.main import main
from fashionkp.predictions.ensemble import METHODS

CROTCH = KEYPOINTS.index('crotch')


@pytest.fixture
def files(csv_row, csv_file):
    """Three submissions of the same two images, the last in another order."""
    rows = [
        [csv_row('trousers', image, crotch=f'{x}_{2 * x}_1') for image in 'pq'] for x in (0, 4, 50)
    ]
    rows[2].reverse()
    return [str(csv_file(*r, name=f'{i}.csv')) for i, r in enumerate(rows)]


@pytest.mark.parametrize(
    ('options', 'crotch'),
    [([], [18, 36]), (['--method', 'median'], [4, 8]), (['--weights', '1', '3', '4'], [26.5, 53])],
)
def test_a_submission_is_written(options, crotch, files, tmp_path, capsys):
    out = tmp_path / 'new' / 'out.csv'
    assert main(['ensemble', *files, '-o', str(out), *options]) == 0
    assert f'{out}: 2 garments' in capsys.readouterr().out
    assert read_submission(out).keypoints[:, CROTCH].tolist() == [crotch, crotch]
    assert main(['ensemble', *files, '-o', str(tmp_path / 'out.CSV'), *options]) == 0
    assert (tmp_path / 'out.CSV').read_bytes() == out.read_bytes()


def test_an_output_that_is_a_member_or_cannot_be_written_is_refused(files, tmp_path, capsys):
    for output, reason in ((files[1], 'input'), (f'{files[1]}/x.csv', 'Not a directory')):
        assert main(['ensemble', *files, '-o', output]) == 2
        error = capsys.readouterr().err
        assert f'{output}: ' in error
        assert reason in error


def test_names_are_escaped_when_printed(files, tmp_path, capsys):
    assert main(['ensemble', *files, '-o', str(tmp_path / 'a\x1b[31m.csv')]) == 0
    assert '\x1b' not in capsys.readouterr().out


def test_members_with_other_images_are_refused(files, csv_row, csv_file, tmp_path, capsys):
    short = csv_file(csv_row('trousers', 'p', crotch='1_1_1'), name='short.csv')
    assert main(['ensemble', files[0], str(short), '-o', str(tmp_path / 'out.csv')]) == 2
    assert 'no row for Images/trousers/q.jpg' in capsys.readouterr().err
    assert not (tmp_path / 'out.csv').exists()


def test_another_output_file_is_refused(files, tmp_path, capsys):
    assert main(['ensemble', *files, '-o', str(tmp_path / 'out.json')]) == 2
    assert 'out.json: expected a name that ends in .csv' in capsys.readouterr().err


def test_every_method_can_be_chosen():
    for method in METHODS:
        assert parse_args(['a', 'b', '-o', 'c', '--method', method]).method == method
    assert parse_args(['a', 'b', '-o', 'c']).method == METHODS[0]
