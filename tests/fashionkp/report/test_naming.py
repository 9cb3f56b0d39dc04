"""Names of models and runs."""

from pathlib import Path

from fashionkp.report.naming import distinct_names


def test_no_more_of_a_path_than_is_needed():
    assert distinct_names([Path('x/a'), Path('x/b')]) == ['a', 'b']
    assert distinct_names([Path('x/y/a'), Path('z/y/a'), Path('b')]) == [
        'x/y/a',
        'z/y/a',
        _end('b'),
    ]
    assert distinct_names([]) == []


def test_the_same_path_cannot_be_told_apart():
    assert distinct_names([Path('x/a'), Path('x/a')]) == ['a', 'a']


def _end(name):
    return '/'.join(Path(name).absolute().parts[-3:])
