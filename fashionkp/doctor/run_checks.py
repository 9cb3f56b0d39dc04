"""Runs all checks on a data set."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.datasets.data_set import DataSet, read_data_set, with_images
from fashionkp.doctor import form_checks, identity_checks, image_checks, label_checks
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import CHECKS, SEVERITIES

CHECK_MODULES = (form_checks, label_checks, identity_checks, image_checks)
"""Importing them registers their checks, in the order of a report."""


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What was found.

    Attributes:
        data: The data set.
        findings: By the name of their check, checks with findings only: errors first, then in the
            order of :data:`~fashionkp.doctor.registry.CHECKS`.
    """

    data: DataSet
    findings: dict[str, list[Finding]]

    def count(self, severity: str) -> int:
        """Number of findings of a severity."""
        found = (len(f) for name, f in self.findings.items() if CHECKS[name].severity == severity)
        return sum(found)


def run_checks(
    source: str | Path,
    test: str | Path | None = None,
    *,
    open_images: bool = True,
    show_progress: bool = False,
) -> Diagnosis:
    """Check a data set.

    Args:
        source: A table, or the folder of an archive.
        test: Data to be tested on, a table or a folder: where the first data set has the same
            images, they are found.
        open_images: Whether to look at the images, where there are any.
        show_progress: Whether to show a progress bar for the images.

    Returns:
        Every place where a check applies.

    Raises:
        FileNotFoundError: There is no table.
        ValueError: The data to be tested on is malformed.
    """
    data, other = read_data_set(source), None if test is None else _sound(test)
    if open_images and data.has_images:
        data = with_images(data, show_progress=show_progress)
        other = other and with_images(other, show_progress=show_progress)
    data = replace(data, test=other)
    found = {name: list(check.find(data)) for name, check in CHECKS.items()}
    order = sorted(found, key=lambda name: SEVERITIES.index(CHECKS[name].severity))
    return Diagnosis(data, {name: found[name] for name in order if found[name]})


def found_rows(source: str | Path, name: str) -> tuple[AnnotationTable, np.ndarray]:
    """Rows that a check finds.

    Args:
        source: A table, or the folder of an archive.
        name: One of :data:`~fashionkp.doctor.registry.CHECKS`.

    Returns:
        All N legal rows, and which of them are found, (N,) bool.

    Raises:
        ValueError: There is no such check.
    """
    if name not in CHECKS:
        raise ValueError(f'no check {name!r}: expected one of {", ".join(CHECKS)}')
    data = read_data_set(source)
    if data.has_images:
        data = with_images(data)
    table = data.table
    found = {(finding.path, finding.line) for finding in CHECKS[name].find(data)}
    places = zip(table.file_ids.tolist(), table.lines.tolist(), strict=True)
    return table, np.array([(table.paths[file], line) in found for file, line in places], bool)


def _sound(source: str | Path) -> DataSet:
    data = read_data_set(source)
    faults = [file.error for file in data.files if file.error] + [*map(str, data.malformed_rows)]
    if faults:
        raise ValueError(f'the data to be tested on is malformed, check it by itself: {faults[0]}')
    return data
