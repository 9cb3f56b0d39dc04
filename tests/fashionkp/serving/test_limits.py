import pytest

from fashionkp.serving.limits import Limits


def test_limits_must_be_positive():
    with pytest.raises(ValueError, match='max_pixels is 0'):
        Limits(max_pixels=0)
