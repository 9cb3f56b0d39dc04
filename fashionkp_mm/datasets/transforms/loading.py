"""Reading an image, and looking at all of it."""

import io

import mmcv
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.datasets.transforms import LoadImage
from mmpose.registry import TRANSFORMS
from PIL import Image

from fashionkp.images.header import UPRIGHT, ImageHeader
from fashionkp.images.reading import require_readable
from fashionkp_mm.datasets.encoded_image import EncodedImage


@TRANSFORMS.register_module()
class LoadCompleteImage(LoadImage):
    """Load an image, and refuse one whose file is cut off.

    OpenCV fills what is missing of a truncated JPEG with grey and says nothing; a model must not
    learn from that, nor a score count it. Arguments and keys are those of
    :class:`mmpose.datasets.transforms.LoadImage`.

    Raises:
        FileNotFoundError: There is no such file.
        ValueError: The file is not an image, or is truncated. Both name the file and, where the
            image comes from a table, the table's row.
    """

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        place = _place(results)
        data, _ = _content(results, place)
        return self._decoded(results, data, place)

    def _decoded(self, results: dict, data: bytes, place: str) -> dict:
        try:
            image = mmcv.imfrombytes(data, self.color_type, backend=self.imdecode_backend)
        except Exception as error:
            raise ValueError(f'cannot read image {place}: {error}') from error
        if image is None:
            raise ValueError(f'cannot read image {place}: OpenCV cannot decode it')
        results['img'] = image
        return super().transform(results)


@TRANSFORMS.register_module()
class OpenImage(LoadCompleteImage):
    """Read an image's file, refuse one that is cut off, and leave the decoding to ``FastAffine``.

    By then it is known how much of the image is needed. Images that are no JPEG, or that EXIF
    data turn, are decoded at once, into ``img``, as :class:`LoadCompleteImage` does. In between,
    ``FastFlip`` and ``ColorJitter`` know both forms.

    Required Keys: ``img_path``, or ``img`` with an image that is in memory already.
    Added Keys: ``encoded``, an :class:`EncodedImage`, or ``img``; ``img_shape``, ``ori_shape``,
    (height, width) in pixels.

    Raises:
        FileNotFoundError: As :class:`LoadCompleteImage`.
        ValueError: As :class:`LoadCompleteImage`.
    """

    def __init__(self) -> None:
        super().__init__()

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        place = _place(results)
        data, header = _content(results, place)
        if header.format != 'JPEG' or header.orientation != UPRIGHT:
            return self._decoded(results, data, place)
        results['encoded'] = EncodedImage(data, place, (header.width, header.height))
        results['img_shape'] = results['ori_shape'] = (header.height, header.width)
        return results


def _place(results: dict) -> str:
    """What errors call an image: its file and, where it comes from a table, its row."""
    row = results.get('raw_ann_info', {}).get('location')
    return f'{results["img_path"]} ({row})' if row else str(results['img_path'])


def _content(results: dict, place: str) -> tuple[bytes, ImageHeader]:
    """Return content and header of an image's file, which is complete."""
    try:
        with open(results['img_path'], 'rb') as file:
            data = file.read()
        header = require_readable(data)
        if header.format != 'JPEG':  # whose end is checked already
            with Image.open(io.BytesIO(data)) as image:
                image.load()
    except (FileNotFoundError, IsADirectoryError):
        raise FileNotFoundError(f'no image {place}') from None
    except Exception as error:
        raise ValueError(f'cannot read image {place}: {error}') from error
    return data, header


@TRANSFORMS.register_module()
class WholeImageBox(BaseTransform):
    """Make the whole image the garment's box, where the item has no box of its own.

    Required Keys: ``img_shape``. Added Keys: ``bbox`` (1, 4), x1, y1, x2, y2 in pixels.
    """

    def transform(self, results: dict) -> dict:
        if 'bbox' not in results:
            h, w = results['img_shape']
            results['bbox'] = np.array([[0, 0, w, h]], dtype=np.float32)
        return results
