import logging

from fashionkp.serving.log_rate import RateLimit


def record(text, seconds):
    """A message; those with different texts come from different lines."""
    return logging.makeLogRecord(dict(msg=text, lineno=len(text), created=1000.0 + seconds))


def test_messages_of_a_kind_above_the_limit_are_left_out_and_counted():
    limit = RateLimit(count=2, period=60)
    assert [limit.filter(record('invalid', second)) for second in range(10)] == [True] * 2 + [
        False
    ] * 8
    assert limit.filter(record('other', 11))
    later = record('invalid', 61)
    assert limit.filter(later)
    assert '8 more' in later.getMessage()
    again = record('invalid', 62)
    assert limit.filter(again)
    assert again.getMessage() == 'invalid'
