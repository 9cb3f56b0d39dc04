"""Writing what CVAT imports: labels and annotations."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from fashionkp.annotations import AnnotationTable
from fashionkp.categories import CATEGORIES, Category
from fashionkp.fileio.atomic_file import atomic_folder
from fashionkp.formats.coco.writer import coco_text
from fashionkp.formats.cvat.labels import cvat_labels
from fashionkp.formats.cvat.skeleton_layout import skeleton_layout
from fashionkp.formats.several_garments import rows_by_image

LABELS, XML, COCO_ZIP = 'labels.json', 'annotations.xml', 'coco_keypoints.zip'
"""Files of the folder."""

COCO_MEMBER = 'annotations/person_keypoints_default.json'
"""Path of the JSON in the zip of COCO Keypoints 1.0."""


def write_cvat(folder: str | Path, table: AnnotationTable, sizes: np.ndarray) -> None:
    """Write labels, and annotations as *CVAT for images 1.1* and *COCO Keypoints 1.0*.

    CVAT wants a place for absent key points, too: in the XML, it is that of the skeleton's drawing,
    stretched over the garment.

    Args:
        folder: The folder to make; it appears once it is complete.
        table: The rows, any number of an image.
        sizes: Width and height of each row's image, (N, 2), pixels.

    Raises:
        FileExistsError: If the folder exists and is not empty.
    """
    with atomic_folder(folder) as work:
        labels = json.dumps(cvat_labels(), indent=1)
        (work / LABELS).write_text(labels + '\n', encoding='utf-8')
        with (work / XML).open('w', encoding='utf-8') as file:
            file.writelines(_xml(table, sizes))
        with zipfile.ZipFile(work / COCO_ZIP, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(COCO_MEMBER, ''.join(coco_text(table, sizes)))


def _xml(table: AnnotationTable, sizes: np.ndarray) -> Iterator[str]:
    """Yield the text of *CVAT for images 1.1*, image by image."""
    yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n'
    yield from _meta()
    categories = list(CATEGORIES.values())
    layouts = [skeleton_layout(category) for category in categories]
    low, high = table.extents()
    for number, (row, *others) in enumerate(rows_by_image(table)):
        width, height = sizes[row].tolist()
        name = quoteattr(str(table.image_ids[row]))
        yield f'  <image id="{number}" name={name} width="{width}" height="{height}">\n'
        for garment in (row, *others):
            if not table.labelled[garment]:
                continue
            id_ = int(table.category_ids[garment])
            corner, size = low[garment], high[garment] - low[garment]
            if not size.all():
                corner, size = np.zeros(2), sizes[row]
            yield from _skeleton(table, garment, categories[id_], corner + layouts[id_] * size)
        yield '  </image>\n'
    yield '</annotations>\n'


def _meta() -> Iterator[str]:
    """Yield the definition of the labels, which CVAT writes but does not read."""
    yield '  <meta>\n    <task>\n      <labels>\n'
    for label in cvat_labels():
        yield (
            f'        <label><name>{escape(label["name"])}</name><type>skeleton</type>'
            f'<attributes></attributes><svg>{escape(label["svg"])}</svg></label>\n'
        )
        for point in label['sublabels']:
            yield (
                f'        <label><name>{escape(point["name"])}</name><type>points</type>'
                f'<attributes></attributes><parent>{escape(label["name"])}</parent></label>\n'
            )
    yield '      </labels>\n    </task>\n  </meta>\n'


def _skeleton(
    table: AnnotationTable, row: int, category: Category, places: np.ndarray
) -> Iterator[str]:
    """Yield the skeleton of a row; absent key points lie at ``places``, (K, 2)."""
    yield f'    <skeleton label={quoteattr(category.name)} source="file" z_order="0">\n'
    ids = list(category.keypoint_ids)
    visibility = table.visibility[row, ids]
    points = np.where(visibility[:, None] >= 0, table.keypoints[row, ids], places)
    for name, (x, y), v in zip(category.keypoints, points.tolist(), visibility, strict=True):
        yield (
            f'      <points label={quoteattr(name)} source="file" outside="{int(v < 0)}" '
            f'occluded="{int(v == 0)}" points="{x:.2f},{y:.2f}"></points>\n'
        )
    yield '    </skeleton>\n'
