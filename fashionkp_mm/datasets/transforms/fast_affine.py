"""Affine transform that decodes a JPEG only as large as needed."""

import cv2
import numpy as np
from mmpose.datasets.transforms import TopdownAffine
from mmpose.registry import TRANSFORMS
from mmpose.structures.bbox import get_udp_warp_matrix, get_warp_matrix

from fashionkp.images.warping import warp_image


@TRANSFORMS.register_module()
class FastAffine(TopdownAffine):
    """MMPose's ``TopdownAffine`` for images of :class:`OpenImage`, which it decodes.

    An image that is shrunk to half its size or less is averaged first, if possible by decoding it
    smaller; MMPose would use one of four or more pixels and ignore the others.

    Arguments and keys are those of :class:`mmpose.datasets.transforms.TopdownAffine`, with
    ``encoded`` instead of ``img`` for an image that is not decoded.
    """

    def transform(self, results: dict) -> dict:
        size = w, h = tuple(self.input_size)
        results['bbox_scale'] = self._fix_aspect_ratio(results['bbox_scale'], aspect_ratio=w / h)
        (center,), (scale,) = results['bbox_center'], results['bbox_scale']
        rotation = results['bbox_rotation'][0] if 'bbox_rotation' in results else 0.0
        warp_matrix = get_udp_warp_matrix if self.use_udp else get_warp_matrix
        matrix = warp_matrix(center, scale, rotation, output_size=size)
        if 'encoded' in results:
            results['img'] = results.pop('encoded').pixels(matrix, size)
        else:
            results['img'] = warp_image(results['img'], matrix, size)
        if results.get('keypoints') is not None:
            results['transformed_keypoints'] = cv2.transform(results['keypoints'], matrix)
        else:  # as MMPose does
            results['transformed_keypoints'] = np.zeros([])
            results['keypoints_visible'] = np.ones((1, 1, 1))
        results.update(input_size=size, input_center=center, input_scale=scale)
        return results
