"""Run the checks on a data set or a submission."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from fashionkp.annotations import AnnotationTable, read_annotations
from fashionkp.annotations.cells import PREDICTIONS
from fashionkp.datasets.data_set import DataSet, read_data_set, with_images
from fashionkp.datasets.image_inspection import ImageFacts
from fashionkp.doctor import (
    form_checks,
    identity_checks,
    image_checks,
    label_checks,
    submission_checks,
)
from fashionkp.doctor.findings import Finding
from fashionkp.doctor.registry import CHECKS, SEVERITIES, SUBMISSION_CHECKS, Check

CHECK_MODULES = (form_checks, label_checks, identity_checks, image_checks, submission_checks)
"""Their import registers the checks, in the order of reports."""


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """All findings in a data set.

    Attributes:
        data: The data set.
        findings: Findings by the name of their check, for checks that have any: errors first, then
            in the order of the registry.
        checks: The checks that were run, by name.
    """

    data: DataSet
    findings: dict[str, list[Finding]]
    checks: Mapping[str, Check]

    def count(self, severity: str) -> int:
        """Return the number of findings of a severity."""
        return sum(
            len(findings)
            for name, findings in self.findings.items()
            if self.checks[name].severity == severity
        )


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
        test: Test data, a table or a folder, to find images that both data sets have.
        open_images: Whether to open the images, if there are any.
        show_progress: Whether to show a progress bar for the images.

    Raises:
        FileNotFoundError: If there is no table.
        ValueError: If the test data is malformed.
    """
    data, test_data = read_data_set(source), None if test is None else _read_test_data(test)
    if open_images and data.has_images:
        data = with_images(data, show_progress=show_progress)
        test_data = test_data and with_images(test_data, show_progress=show_progress)
    return _diagnosis(replace(data, test=test_data), CHECKS)


def check_submission(path: str | Path, test: str | Path) -> Diagnosis:
    """Compare a submission with the list of images that predictions are requested for.

    Args:
        path: The submission.
        test: ``test.csv``, or another table with the same images.

    Raises:
        ValueError: If ``test`` is malformed.
        OSError: If a file cannot be read.
    """
    requested = DataSet(Path(test), (), read_annotations(test))
    data = replace(read_data_set(path, PREDICTIONS), test=requested)
    return _diagnosis(data, SUBMISSION_CHECKS)


def _diagnosis(data: DataSet, checks: Mapping[str, Check]) -> Diagnosis:
    findings = {name: list(check.find(data)) for name, check in checks.items()}
    order = sorted(findings, key=lambda name: SEVERITIES.index(checks[name].severity))
    return Diagnosis(data, {name: findings[name] for name in order if findings[name]}, checks)


def found_rows(source: str | Path, name: str) -> tuple[AnnotationTable, np.ndarray]:
    """Run one check and return the rows that it finds.

    Args:
        source: A table, or the folder of an archive.
        name: One of :data:`~fashionkp.doctor.registry.CHECKS`.

    Returns:
        All N valid rows, and which of them the check finds, (N,) bool.

    Raises:
        ValueError: If there is no such check.
    """
    data = read_data_set(source)
    return data.table, rows_with_finding(data, name)


def rows_with_finding(data: DataSet, name: str) -> np.ndarray:
    """Run one check on a data set, whose images are opened.

    Returns:
        Which of the N rows it finds, (N,) bool.

    Raises:
        ValueError: If there is no such check.
    """
    if name not in CHECKS:
        raise ValueError(f'no check {name!r}: expected one of {", ".join(CHECKS)}')
    if data.has_images:
        data = with_images(data)
    table = data.table
    found = {(finding.path, finding.line) for finding in CHECKS[name].find(data)}
    locations = zip(table.file_ids.tolist(), table.lines.tolist(), strict=True)
    return np.array([(table.paths[file_id], line) in found for file_id, line in locations], bool)


def label_findings(table: AnnotationTable, sizes: Sequence[tuple[int, int]]) -> Diagnosis:
    """Check the labels of rows, without opening images.

    Args:
        table: N rows of a file.
        sizes: Width and height of each row's image, N, pixels.

    Returns:
        Errors and warnings about single rows.
    """
    facts = zip(table.image_paths(), sizes, strict=True)
    images = {path: ImageFacts(path, size=size) for path, size in facts}
    data = DataSet(table.paths[0], (), table, images=images)
    checks = {
        name: check
        for name, check in CHECKS.items()
        if check.find.__module__ == label_checks.__name__ and check.severity != 'info'
    }
    diagnosis = _diagnosis(data, checks)
    of_rows = {
        name: [finding for finding in findings if finding.line is not None]
        for name, findings in diagnosis.findings.items()
    }
    return replace(diagnosis, findings={name: found for name, found in of_rows.items() if found})


def _read_test_data(source: str | Path) -> DataSet:
    data = read_data_set(source)
    errors = [file.error for file in data.files if file.error] + [*map(str, data.malformed_rows)]
    if errors:
        raise ValueError(f'the test data is malformed, check it by itself: {errors[0]}')
    return data
