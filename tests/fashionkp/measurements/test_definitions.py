"""The lengths that each category has."""

import os
import subprocess
import sys

import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.measurements import MEASUREMENTS, NAMES


@pytest.mark.parametrize('category', CATEGORIES)
def test_category_has_each_length_once_and_uses_all_its_key_points(category):
    names = [m.name for m in MEASUREMENTS[category]]
    assert len(names) == len({*names})
    assert names == [name for name in NAMES if name in names]
    used = {point for m in MEASUREMENTS[category] for point in m.keypoints}
    assert used == {*CATEGORIES[category].keypoints}


def test_lengths_that_shops_state_exist():
    tops = {'shoulder_width', 'chest', 'sleeve_left', 'sleeve_right', 'body_length', 'hem'}
    expected = dict(
        blouse=tops,
        outwear={*tops, 'waist'},
        dress={*tops, 'waist', 'skirt_length'},
        trousers={'waist', 'inseam_left', 'inseam_right', 'outseam_left', 'outseam_right'},
        skirt={'waist', 'hem', 'skirt_length'},
    )
    for category, names in expected.items():
        assert names <= {m.name for m in MEASUREMENTS[category]}, category


def test_declared_lengths_are_before_built_in_ones(tmp_path):
    path = tmp_path / 'own.toml'
    path.write_text(
        '[lengths]\nchest = ["waistline_left", "waistline_right"]\n'
        '[blouse.lengths]\ndiagonal = ["armpit_left", "top_hem_right"]\n'
    )
    script = (
        'from fashionkp.measurements import MEASUREMENTS as M, NAMES\n'
        'paths = {c: {m.name: [p.text for p in m.path] for m in M[c]} for c in M}\n'
        'print([paths[c]["chest"][0] for c in ("blouse", "outwear", "dress")])\n'
        'print([c for c in paths if "diagonal" in paths[c]], NAMES[-1])'
    )
    done = subprocess.run(
        [sys.executable, '-c', script],
        env={**os.environ, 'FASHIONKP_GARMENTS': str(path)},
        capture_output=True,
        text=True,
        check=True,
    )
    first, second = done.stdout.splitlines()
    assert first == "['armpit_left', 'waistline_left', 'waistline_left']"
    assert second == "['blouse'] diagonal"
