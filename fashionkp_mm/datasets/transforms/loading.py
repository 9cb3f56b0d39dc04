"""Loading of images, with a check that their files are complete."""

import io

import mmcv
import numpy as np
from mmcv.transforms import BaseTransform
from mmpose.datasets.transforms import LoadImage
from mmpose.registry import TRANSFORMS
from PIL import Image

from fashionkp.images.completeness import with_end
from fashionkp.images.header import UPRIGHT, ImageHeader
from fashionkp.images.reading import decode_image, require_readable
from fashionkp_mm.datasets.encoded_image import EncodedImage


@TRANSFORMS.register_module()
class LoadCompleteImage(LoadImage):
    """Load an image, and raise if its file is truncated.

    OpenCV fills the missing part of a truncated JPEG with grey without an error. A model must not
    be trained or scored on that. Arguments and keys are those of
    :class:`mmpose.datasets.transforms.LoadImage`.

    Raises:
        FileNotFoundError: If the file does not exist.
        ValueError: If the file is not an image, or is truncated. Both messages contain the file
            and the row of the table that it comes from.
    """

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        name = _image_name(results)
        data, _ = _read_complete(results['img_path'], name)
        return self._decode(results, data, name)

    def _decode(self, results: dict, data: bytes, name: str) -> dict:
        if self.color_type == 'color':
            results['img'] = decode_image(data, name)
            return super().transform(results)
        try:
            image = mmcv.imfrombytes(data, self.color_type, backend=self.imdecode_backend)
        except Exception as error:
            raise ValueError(f'cannot read image {name}: {error}') from error
        if image is None:
            raise ValueError(f'cannot read image {name}: OpenCV cannot decode it')
        results['img'] = image
        return super().transform(results)


@TRANSFORMS.register_module()
class OpenImage(LoadCompleteImage):
    """Read the file of an image, raise if it is truncated, and defer decoding to ``FastAffine``.

    ``FastAffine`` decodes a JPEG only as large as needed. Images of other formats, and those that
    EXIF data rotate, are decoded here, as by :class:`LoadCompleteImage`. ``FastFlip`` and
    ``ColorJitter`` accept both forms.

    Required Keys: ``img_path``, or ``img`` for an image in memory.
    Added Keys: ``encoded``, an :class:`EncodedImage`, or ``img``; ``img_shape`` and ``ori_shape``,
    (height, width), pixels.

    Raises:
        FileNotFoundError: See :class:`LoadCompleteImage`.
        ValueError: See :class:`LoadCompleteImage`.
    """

    def __init__(self) -> None:
        super().__init__()

    def transform(self, results: dict) -> dict:
        if 'img' in results:
            return super().transform(results)
        name = _image_name(results)
        data, header = _read_complete(results['img_path'], name)
        if header.format != 'JPEG' or header.orientation != UPRIGHT:
            return self._decode(results, data, name)
        results['encoded'] = EncodedImage(data, name, (header.width, header.height))
        results['img_shape'] = results['ori_shape'] = (header.height, header.width)
        return results


def _image_name(results: dict) -> str:
    """Return the name of an image for errors: its file and the row of its table."""
    location = results.get('raw_ann_info', {}).get('location')
    return f'{results["img_path"]} ({location})' if location else str(results['img_path'])


def _read_complete(path: str, name: str) -> tuple[bytes, ImageHeader]:
    """Return the content and the header of an image file; raise if it is truncated."""
    try:
        with open(path, 'rb') as file:
            data = file.read()
        header = require_readable(data)
        if header.format != 'JPEG':  # require_readable has checked the end of a JPEG
            with Image.open(io.BytesIO(data)) as image:
                image.load()
    except (FileNotFoundError, IsADirectoryError):
        raise FileNotFoundError(f'no image {name}') from None
    except Exception as error:
        raise ValueError(f'cannot read image {name}: {error}') from error
    return with_end(data, header.format), header


@TRANSFORMS.register_module()
class WholeImageBox(BaseTransform):
    """Add the whole image as the box of an item that has none.

    Required Keys: ``img_shape``. Added Keys: ``bbox`` (1, 4), x0, y0, x1, y1, pixels.
    """

    def transform(self, results: dict) -> dict:
        if 'bbox' not in results:
            h, w = results['img_shape']
            results['bbox'] = np.array([[0, 0, w, h]], dtype=np.float32)
        return results
