"""Changes to the archive of the doctor's tests, and what the doctor finds in it."""

import cv2

from fashionkp.doctor import CHECKS

SKIRT, TROUSERS = 3, 2  # rows of the archive, in lines 5 and 4


def finding_lines(diagnosis):
    """Return the lines of the findings of each check."""
    return {
        name: [finding.line for finding in findings]
        for name, findings in diagnosis.findings.items()
    }


def checks_in(module):
    """Return the names of the checks that a module defines."""
    return {name for name, check in CHECKS.items() if check.find.__module__ == module.__name__}


def rename(archive, row, image_id):
    """Give a row another image id, and move its image there."""
    old = archive.image(row)
    archive.rows[row][0] = image_id
    archive.image(row).parent.mkdir(parents=True, exist_ok=True)
    old.rename(archive.image(row))


def rewrite(archive, change):
    """Apply a function to the pixels of the skirt's image."""
    path = str(archive.image(SKIRT))
    cv2.imwrite(path, change(cv2.imread(path)))
