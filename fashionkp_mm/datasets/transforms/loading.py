"""Reading a picture, and looking at all of it."""

import io
from pathlib import Path

import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.datasets.transforms import LoadImage
from mmpose.registry import TRANSFORMS
from PIL import Image


@TRANSFORMS.register_module()
class LoadCompleteImage(LoadImage):
    """Load a picture, and refuse one whose file is cut off.

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
        try:
            _check_complete(path.read_bytes())
            return super().transform(results)
        except Exception as error:
            raise ValueError(f'cannot read picture {place}: {error}') from error


def _check_complete(data: bytes) -> None:
    """Raise where a file does not end as a JPEG should and Pillow cannot read all of it."""
    ends_well = data.startswith(b'\xff\xd8') and data.rstrip(b'\0\r\n').endswith(b'\xff\xd9')
    if not ends_well:
        with Image.open(io.BytesIO(data)) as image:
            image.load()


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
