"""Reading a picture, and looking at all of it."""

from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.datasets.transforms import LoadImage
from mmpose.registry import TRANSFORMS

from fashionkp.pictures import fault


@TRANSFORMS.register_module()
class LoadCompleteImage(LoadImage):
    """Load a picture, and refuse one whose file is cut off or too large.

    OpenCV fills what is missing of a truncated JPEG with grey and says nothing; a model must not
    learn from that, nor a score count it. Arguments and keys are those of
    :class:`mmpose.datasets.transforms.LoadImage`.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is not a picture, or is truncated. Both name the file and, where the
            picture comes from a table, the table's row.
    """

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        path = Path(results['img_path'])
        row = results.get('raw_ann_info', {}).get('location')
        place = f'{path} ({row})' if row else f'{path}'
        if not path.is_file():
            raise FileNotFoundError(f'no picture {place}')
        if reason := fault(path.read_bytes()):
            raise ValueError(f'cannot read picture {place}: {reason}')
        try:
            return super().transform(results)
        except Exception as error:
            raise ValueError(f'cannot read picture {place}: {error}') from error


@TRANSFORMS.register_module()
class WholeImageBox(BaseTransform):
    """Make the whole picture the garment's box, where the item has no box of its own.

    Required Keys: ``img_shape``. Added Keys: ``bbox`` (1, 4), x1, y1, x2, y2 in pixels.
    """

    def transform(self, results: dict) -> dict:
        if 'bbox' not in results:
            h, w = results['img_shape']
            results['bbox'] = np.array([[0, 0, w, h]], dtype=np.float32)
        return results
