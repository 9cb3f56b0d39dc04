"""What readers skip."""

from fashionkp.formats.skipped import Skipped


def test_nothing_is_reported_if_nothing_was_skipped(caplog):
    Skipped().report()
    assert caplog.messages == []


def test_kinds_are_counted_and_their_first_items_listed(caplog):
    skipped = Skipped()
    for name in 'abcabcdefg':
        skipped.add('letters', name)
    skipped.add('others', 1)
    skipped.report()
    assert caplog.messages == [
        'skipped: 10 letters\n  a (2)\n  b (2)\n  c (2)\n  d\n  e\n  and 2 more\n'
        'skipped: 1 others\n  1'
    ]
