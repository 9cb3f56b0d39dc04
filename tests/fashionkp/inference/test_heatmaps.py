"""Heatmaps in the frame of the image."""

import numpy as np
import pytest

from fashionkp.inference.crop import InputCrop
from fashionkp.inference.heatmaps import place_heatmaps, require_heatmaps

# from (100, 50) to (228, 178)
CROP = InputCrop.from_box((100, 50, 228, 178), (64, 64), unbiased=True)


@pytest.mark.parametrize(
    ('codec', 'step'), [('UDPHeatmap', 128 / 15), ('FastUDPHeatmap', 128 / 15), ('MSRAHeatmap', 8)]
)
def test_cells_are_where_the_codec_decodes_them(codec, step):
    heatmaps = place_heatmaps(np.zeros((13, 16, 16)), CROP, codec)
    np.testing.assert_allclose(heatmaps.origin, [100, 50])
    np.testing.assert_allclose(heatmaps.step, [step, step], rtol=1e-6)


def test_columns_and_rows_are_not_confused():
    crop = InputCrop.from_box((0, 0, 60, 90), (20, 30), unbiased=True)
    heatmaps = place_heatmaps(np.zeros((13, 31, 11)), crop, 'UDPHeatmap')
    np.testing.assert_allclose(heatmaps.step, [6, 3], rtol=1e-6)


@pytest.mark.parametrize('codec', ['SimCCLabel', 'RegressionLabel'])
def test_codecs_without_heatmaps_are_refused(codec):
    with pytest.raises(ValueError, match=rf'a\.onnx: there are no heatmaps: its codec is {codec}'):
        require_heatmaps(codec, 'a.onnx')
