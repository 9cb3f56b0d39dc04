"""The registry of checks."""

import pytest

from fashionkp.doctor import CHECKS, SEVERITIES, SUBMISSION_CHECKS
from fashionkp.doctor.registry import check

ALL = [*CHECKS.values(), *SUBMISSION_CHECKS.values()]


@pytest.mark.parametrize('check', ALL, ids=lambda check: check.name)
def test_meaning_and_remedy_are_sentences(check):
    assert check.severity in SEVERITIES
    for text in (check.meaning, check.remedy):
        assert text[0].isupper() or text.startswith(('--fix', '"fashionkp'))
        assert text.endswith('.')


def test_check_is_added_to_its_registry():
    registry = {}

    @check('a', 'info', meaning='Meaning.', remedy='Remedy.', registry=registry)
    def find(data):
        return []

    assert registry['a'].find is find
    assert 'a' not in CHECKS


@pytest.mark.parametrize(
    ('name', 'severity', 'message'), [('b', 'fatal', "'fatal'"), ('a', 'info', "'a'")]
)
def test_unknown_severity_or_taken_name_is_rejected(name, severity, message):
    registry = {'a': None}
    with pytest.raises(ValueError, match=message):
        check(name, severity, meaning='', remedy='', registry=registry)
