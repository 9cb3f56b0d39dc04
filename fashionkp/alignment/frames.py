"""Where the aligned image of a garment and the crops of its parts lie in its photo."""

from collections.abc import Callable
from functools import partial
from typing import Any

from fashionkp.alignment.crop import crop_frame
from fashionkp.alignment.fit import PoorFit, fit_garment
from fashionkp.alignment.parts import CATEGORY_PARTS
from fashionkp.alignment.similarity import Similarity
from fashionkp.alignment.targets import has_template, template
from fashionkp.predictions.prediction import Prediction


def garment_frames(garment: Prediction) -> dict[str, Any]:
    """Return the similarities by which a garment is aligned and cropped, as plain Python objects.

    They are those of :func:`fashionkp.align` and :func:`fashionkp.crop` with their defaults.

    Returns:
        ``alignment``, and ``crops`` by the name of the part; each has ``matrix``, from pixels of
        the photo to those of the image, ``size`` of the image, width and height, and ``reason``:
        why there is no such image, in which case the others are None.
    """
    parts = CATEGORY_PARTS[garment.category]
    return dict(
        alignment=_frame(partial(_alignment, garment)),
        crops={part: _frame(partial(crop_frame, garment, part)) for part in parts},
    )


def _alignment(garment: Prediction) -> tuple[Similarity, tuple[int, int]]:
    if not has_template(garment.category):
        raise PoorFit('a custom garment has no template')
    target = template(garment.category)
    return fit_garment(garment, target).similarity, target.size


def _frame(make: Callable[[], tuple[Similarity, tuple[int, int]]]) -> dict[str, Any]:
    try:
        similarity, size = make()
    except PoorFit as error:
        return dict(matrix=None, size=None, reason=f'{error}')
    return dict(matrix=similarity.matrix.tolist(), size=list(size), reason=None)
