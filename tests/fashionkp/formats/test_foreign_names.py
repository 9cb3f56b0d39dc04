"""Names of other programs, from a TOML file."""

import pytest

from fashionkp.formats.foreign_names import read_foreign_names

TEXT = """
[categories]
"T-Shirt" = "blouse"

[keypoints]
"neck left" = "neckline_left"
hem = "hemline_left"

[keypoints.T-Shirt]
hem = "top_hem_left"
"""


@pytest.fixture
def save(tmp_path):
    def write(text):
        path = tmp_path / 'names.toml'
        path.write_text(text)
        return path

    return write


def test_names_of_a_category_come_before_the_others(save):
    names = read_foreign_names(save(TEXT))
    assert names.category('T-Shirt') == 'blouse'
    assert names.keypoint('T-Shirt', 'hem') == 'top_hem_left'
    assert names.keypoint('T-Shirt', 'neck left') == 'neckline_left'
    assert names.keypoint('Kleid', 'hem') == 'hemline_left'
    assert names.keypoint('Kleid', 'crotch') == 'crotch'


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('a = ', r'names\.toml: not valid TOML'),
        ('[points]', r'names\.toml: points: expected the tables'),
        ('keypoints = 3', r'keypoints = 3: expected a table'),
        ('[categories]\na = "blose"', r"\[categories\] a = 'blose' \(did you mean blouse\?\)"),
        ('[keypoints]\na = 3', r'\[keypoints\] a = 3: expected one of neckline_left'),
        ('[keypoints.b]\na = "x"', r"\[keypoints\.b\] a = 'x': expected"),
    ],
)
def test_an_invalid_name_is_named_with_file_and_key(save, text, message):
    with pytest.raises(ValueError, match=message):
        read_foreign_names(save(text))
