"""The checks by name: of data sets, and of submissions."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding

SEVERITIES = ('error', 'warning', 'info')
"""Errors stop a program or make its result wrong; warnings need a look; infos need no action."""

Find = Callable[[DataSet], Iterable[Finding]]


@dataclass(frozen=True)
class Check:
    """A rule, and how to find where it is broken.

    Attributes:
        name: Name in reports and for ``fashionkp browse --finding``.
        severity: One of :data:`SEVERITIES`.
        meaning: What is wrong, and what follows from it.
        remedy: What to do about it.
        find: Returns all findings in a data set.
    """

    name: str
    severity: str
    meaning: str
    remedy: str
    find: Find


CHECKS: dict[str, Check] = {}
"""Checks of data sets by name, in the order of reports."""

SUBMISSION_CHECKS: dict[str, Check] = {}
"""Checks of submissions by name, in the order of reports."""


def check(
    name: str,
    severity: str,
    *,
    meaning: str,
    remedy: str,
    registry: dict[str, Check] = CHECKS,
) -> Callable[[Find], Find]:
    """Register the decorated function as the ``find`` of a :class:`Check`.

    Raises:
        ValueError: If the severity is unknown or the name is taken.
    """
    if severity not in SEVERITIES:
        raise ValueError(f'severity {severity!r}: expected one of {", ".join(SEVERITIES)}')
    if name in registry:
        raise ValueError(f'check {name!r} exists already')

    def register(find: Find) -> Find:
        registry[name] = Check(name, severity, meaning=meaning, remedy=remedy, find=find)
        return find

    return register
