import pytest

from fashionkp.serving.limits import Limits


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match='max_pixels is 0'):
        Limits(max_pixels=0)
    with pytest.raises(ValueError, match='batch_size is -1'):
        Limits(batch_size=-1)
