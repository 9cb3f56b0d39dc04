"""Tests of reading assignments of literals without running them."""

import math

import pytest

from fashionkp_mm.compat import UnsafeConfigError
from fashionkp_mm.compat.config_literals import read_assignments

pytestmark = pytest.mark.faults


def test_literals_and_dict_calls_are_read():
    text = "a = dict({'x y': (1, 'b')}, c={2, 3})\nd = [None, True, -1e-7]\ne = {'f': inf}"
    assert read_assignments(text) == {
        'a': {'x y': (1, 'b'), 'c': {2, 3}},
        'd': [None, True, -1e-7],
        'e': {'f': math.inf},
    }


@pytest.mark.parametrize('nested', ['-', '[', '1 + ', 'dict(a=', 'not ', '(1, ', '{1: ', 'b.'])
@pytest.mark.parametrize('count', [300, 3000, 50_000])
def test_any_depth_of_nesting_is_refused(nested, count):
    with pytest.raises(UnsafeConfigError):
        read_assignments(f'a = {nested * count}x')


def test_an_overlong_number_is_refused():
    with pytest.raises(UnsafeConfigError, match='cannot be read'):
        read_assignments('a = ' + '9' * 5000)


@pytest.mark.parametrize('text', [b'a = 1', 5, None, ['a = 1']])
def test_anything_but_text_is_refused(text):
    with pytest.raises(UnsafeConfigError, match=f'is a {type(text).__name__}: expected text'):
        read_assignments(text)
