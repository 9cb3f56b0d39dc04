"""What the doctor looks for: each check by name, with its meaning and a remedy."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor.findings import Finding

SEVERITIES = ('error', 'warning', 'info')
"""Errors stop training or make it learn something wrong; warnings want a look; info is to know."""


Find = Callable[[DataSet], Iterable[Finding]]
"""Returns every place in a data set where a check applies."""


@dataclass(frozen=True)
class Check:
    """One thing that data can have.

    Attributes:
        name: Names it in reports and for ``fashionkp browse --finding``.
        severity: One of :data:`SEVERITIES`.
        meaning: What it is and what follows from it.
        remedy: What to do about it.
        find: Returns every place in a data set.
    """

    name: str
    severity: str
    meaning: str
    remedy: str
    find: Find


CHECKS: dict[str, Check] = {}
"""All checks by name, in the order of a report."""


def check(name: str, severity: str, meaning: str, remedy: str) -> Callable[[Find], Find]:
    """Register the function below as a :class:`Check`."""
    if severity not in SEVERITIES:
        raise ValueError(f'severity {severity!r}: expected one of {", ".join(SEVERITIES)}')
    if name in CHECKS:
        raise ValueError(f'there is a check {name!r} already')

    def register(find: Find) -> Find:
        CHECKS[name] = Check(name, severity, meaning, remedy, find)
        return find

    return register
