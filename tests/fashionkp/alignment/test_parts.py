"""Parts by their key points: built in, and declared."""

import subprocess
import sys

import pytest

from fashionkp.alignment.parts import CATEGORY_PARTS, WHOLE, Part, read_parts
from fashionkp.categories import CATEGORIES, OFFICIAL_CATEGORIES
from fashionkp.keypoints import mirror

TOP = ['collar', 'left_sleeve', 'right_sleeve', 'left_cuff', 'right_cuff']
LEG = ['left_leg', 'right_leg', 'left_leg_hem', 'right_leg_hem']


def test_each_category_has_its_parts():
    assert {name: list(CATEGORY_PARTS[name]) for name in OFFICIAL_CATEGORIES} == {
        'blouse': [*TOP, 'hem', WHOLE],
        'outwear': [*TOP, 'waist', 'hem', WHOLE],
        'dress': [*TOP, 'waist', 'hem', WHOLE],
        'trousers': ['waist', *LEG, WHOLE],
        'skirt': ['waist', 'hem', WHOLE],
    }


def test_parts_have_key_points_of_their_category_and_mirror_images():
    for category, parts in CATEGORY_PARTS.items():
        for name, definitions in parts.items():
            for part in definitions:
                assert part.name == name
                assert {*part.needed} <= {*CATEGORIES[category].keypoints}
            assert [p.mirrored() for p in parts[mirror(name)]] == list(definitions) or name in (
                *('collar', 'waist', 'hem', WHOLE),
            )


@pytest.fixture
def declared(tmp_path):
    def read(text):
        path = tmp_path / 'garments.toml'
        path.write_text(text)
        return read_parts([path])

    return read


def test_declared_parts_have_their_mirror_images(declared):
    parts = declared(
        '[skirt.parts]\nfront = ["waistband_left", "waistband_right"]\n'
        '[dress.parts]\nleft_side = {keypoints = ["armpit_left", "waistline_left"], '
        'from = ["armpit_left"], to = ["waistline_left"]}\n'
    )
    assert parts['skirt'] == (Part('front', ('waistband_left', 'waistband_right')),) + (
        () if len(parts['skirt']) == 1 else parts['skirt'][1:]
    )
    left, right = parts['dress']
    assert right == Part(
        'right_side',
        ('armpit_right', 'waistline_right'),
        start=('armpit_right',),
        end=('waistline_right',),
    )
    assert left.mirrored() == right


@pytest.mark.parametrize(
    ('text', 'message'),
    [
        (
            '[skirt.parts]\nfront = "hem"',
            r"\[skirt.parts\] front keypoints = 'hem': expected a list",
        ),
        ('[skirt.parts]\nfront = ["crotch"]', "'crotch' is not a key point of a skirt"),
        ('[skirt.parts]\nfront = []', 'front: no key points'),
        ('[skirt.parts]\nwhole = ["hemline_left"]', 'whole: invalid name of a part'),
        ('[skirt.parts]\nfront = {keypoints = ["hemline_left"], up = []}', "unknown key 'up'"),
        (
            '[skirt.parts]\nfront = {keypoints = ["hemline_left"], to = ["hemline_left"]}',
            'expected both from and to',
        ),
        ('[hat.parts]\nbrim = []', 'unknown garment'),
        ('[skirt]\nparts = 3', r'\[skirt.parts\] = 3: expected a table of parts'),
    ],
)
def test_malformed_parts_are_named(declared, text, message):
    with pytest.raises(ValueError, match=f'garments.toml: .*{message}'):
        declared(text)


def test_a_custom_garment_has_the_parts_that_its_points_allow_and_its_own(tmp_path):
    path = tmp_path / 'garments.toml'
    path.write_text(
        '[overall]\n'
        'keypoints = ["waistline_left", "waistline_right", "crotch", "bottom_left_in",\n'
        '  "bottom_left_out", "bottom_right_in", "bottom_right_out"]\n'
        'new_keypoints = ["knee_left", "knee_right"]\n'
        'normalizing_pair = ["waistline_left", "waistline_right"]\n'
        '[overall.parts]\nleft_knee = ["knee_left", "crotch"]\n'
    )
    script = 'from fashionkp.alignment.parts import CATEGORY_PARTS as P; print(*P["overall"])'
    done = subprocess.run(
        [sys.executable, '-c', script],
        capture_output=True,
        text=True,
        env={'FASHIONKP_GARMENTS': str(path), 'PYTHONPATH': ':'.join(sys.path)},
    )
    assert done.stderr == ''
    assert done.stdout.split() == ['left_knee', 'right_knee', 'waist', *LEG, WHOLE]
