"""Lists of what is wrong are cut after some items, and nothing is lost in silence."""

import pytest

from fashionkp.fileio.error_list import error_list, first_items


@pytest.mark.parametrize(
    ('count', 'last'), [(1, 'item 0'), (20, 'item 19'), (21, 'and 1 more'), (50, 'and 30 more')]
)
def test_at_most_20_items_are_listed_and_the_others_counted(count, last):
    texts = first_items([f'item {i}' for i in range(count)])
    assert texts[-1] == last
    assert len(texts) == min(count, 21)


def test_items_beyond_the_limit_need_not_be_given():
    assert first_items(['a', 'b'], limit=2, total=7) == ['a', 'b', 'and 5 more']


def test_a_message_has_an_indented_line_for_each_item():
    text = error_list('3 faults', ['a', 'b', 'c'], limit=2)
    assert text.splitlines() == ['3 faults', '  a', '  b', '  and 1 more']


def test_no_item_is_no_line():
    assert error_list('nothing', []) == 'nothing'
