"""A session of labelling: photos, their labels and predicted points, and what checks find."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from fashionkp.datasets.data_set import DataSet
from fashionkp.doctor import label_findings, rows_with_finding
from fashionkp.images.reading import image_size
from fashionkp.inference.boxes import Box
from fashionkp.labelling.drafts import Drafts
from fashionkp.labelling.garments import LabelledGarment, table_of_garments
from fashionkp.labelling.label_file import LabelFile


class LabelSession:
    """What the page of ``fashionkp label`` shows and changes; for several threads.

    Args:
        labels: The file of labels.
        photos: Path of each photo by its image id, in the order of the list.
        drafts: Predicted points of the same photos.
        errors: Photos that cannot be labelled, and why.
        finding: The check whose findings are corrected, if the photos were chosen by one.
    """

    def __init__(
        self,
        labels: LabelFile,
        photos: Mapping[str, Path],
        drafts: Drafts,
        *,
        errors: Mapping[str, str] | None = None,
        finding: str | None = None,
    ) -> None:
        self.labels, self.photos, self.drafts = labels, photos, drafts
        self._errors, self._finding = dict(errors or {}), finding
        self._sizes: dict[str, tuple[int, int]] = {}  # of the photos that have been looked at

    def overview(self) -> dict[str, Any]:
        """Return the photos, their state, and how sure the model is of those without labels.

        Returns:
            Plain Python objects. ``sureness`` is null as long as a photo has not been predicted.
        """
        photos = [
            dict(
                id=image_id,
                labelled=self.labels.is_labelled(image_id),
                no_garment=self.labels.has_no_garment(image_id),
                sureness=self.drafts.sureness(image_id),
            )
            for image_id in self.photos
        ]
        return dict(
            file=self.labels.path.name,
            several=self.labels.several,
            finding=self._finding,
            photos=photos,
            errors={**self._errors, **self.drafts.errors},
            predicting=self.drafts.running,
        )

    def photo(self, image_id: str) -> dict[str, Any]:
        """Return a photo with its labels, or the predicted ones if it has none.

        Raises:
            KeyError: If there is no such photo.
            OSError: If it is missing.
            ValueError: If it, or the file of labels, cannot be read.
        """
        labels = self.labels.photo_labels(image_id)
        garments, scores = labels.garments, None
        if labels.is_labelled:
            size = self._size(image_id)
        else:
            draft = self.drafts.get(image_id)
            size, scores = self._sizes.setdefault(image_id, draft.size), draft.scores
            garments = [draft.garment] if draft.garment else []
        return dict(
            id=image_id,
            size=size,
            garments=[garment.as_dict() for garment in garments],
            scores=scores,
            labelled=labels.is_labelled,
            no_garment=labels.no_garment,
            version=labels.version,
            findings=self.findings(image_id, garments),
        )

    def findings(self, image_id: str, garments: Sequence[LabelledGarment]) -> list[dict[str, Any]]:
        """Return what the checks of ``fashionkp doctor`` find in garments of a photo."""
        rows = [(image_id, garment) for garment in garments]
        table = table_of_garments(self.labels.path, rows)
        diagnosis = label_findings(table, [self._size(image_id)] * len(rows))
        return [
            dict(
                check=name,
                severity=diagnosis.checks[name].severity,
                text=finding.text,
                meaning=diagnosis.checks[name].meaning,
                garment=(finding.line or 1) - 1,
                keypoints=list(finding.keypoints),
            )
            for name, findings in diagnosis.findings.items()
            for finding in findings
        ]

    def predict(self, image_id: str, category: str | None, box: Box | None) -> dict | None:
        """Return a predicted garment, see :meth:`fashionkp.labelling.drafts.Drafts.predict`."""
        garment = self.drafts.predict(image_id, category, box)
        return None if garment is None else garment.as_dict()

    def save(
        self,
        image_id: str,
        garments: Sequence[LabelledGarment],
        version: str,
        *,
        no_garment: bool = False,
    ) -> dict[str, Any]:
        """Save the labels of a photo, see :meth:`fashionkp.labelling.LabelFile.save`.

        Returns:
            The new version, whether the photo is labelled, and what checks find.
        """
        self.photos[image_id]  # a KeyError
        saved = self.labels.save(image_id, garments, version, no_garment=no_garment)
        findings = self.findings(image_id, garments)
        return dict(version=saved.version, labelled=saved.is_labelled, findings=findings)

    def _size(self, image_id: str) -> tuple[int, int]:
        # a photo that is shown may be removed meanwhile, and a turned one is decoded for its size
        if image_id not in self._sizes:
            self._sizes[image_id] = image_size(self.photos[image_id])
        return self._sizes[image_id]


def found_image_ids(labels: LabelFile, finding: str) -> list[str]:
    """Return the ids of the labelled images that a check finds, in the order of the file.

    Args:
        labels: The file of labels.
        finding: Name of a check of data sets.

    Raises:
        ValueError: If there is no such check, or it finds nothing.
    """
    table = labels.table()
    mask = rows_with_finding(DataSet(labels.path, (), table), finding)
    if not mask.any():
        raise ValueError(f'{labels.path}: no rows with finding {finding}')
    return list(dict.fromkeys(table.image_ids[np.flatnonzero(mask)].tolist()))
