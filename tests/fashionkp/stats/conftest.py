"""A small data set with numbers that are counted by hand."""

import cv2
import numpy as np
import pytest

from fashionkp.stats import Sample, read_sample


@pytest.fixture
def archive(csv_file, csv_row, tmp_path):
    """Five skirts, of which images of 200 x 100 are there, and a pair of trousers without one."""
    skirts = [
        csv_row(
            'skirt',
            f'{i}',
            waistband_left=f'{i}0_20_1',
            waistband_right='100_20_1' if i < 4 else '-1_-1_-1',
            hemline_left='20_50_0',
            hemline_right='-1_-1_-1',
        )
        for i in range(5)
    ]
    for i in range(5):
        path = tmp_path / 'Images' / 'skirt' / f'{i}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((100, 200, 3), np.uint8))
    trousers = csv_row('trousers', 'a', crotch='256_128_0')
    return csv_file(*skirts, trousers)


@pytest.fixture
def sample(archive) -> Sample:
    return read_sample(archive)
