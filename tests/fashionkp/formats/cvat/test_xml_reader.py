"""XML of CVAT, as it exports it and malformed."""

import re
from io import BytesIO

import pytest

from fashionkp.formats.cvat.xml_reader import read_cvat_xml
from fashionkp.formats.foreign_names import ForeignNames

SKELETON = """
    <skeleton label="skirt" source="manual" z_order="0">
      <points label="waistband_left" source="manual" outside="1" occluded="0" points="1.00,2.00">
      </points>
      <points label="hemline_left" source="manual" outside="0" occluded="1" points="3.50,4.25">
        <attribute name="note">far</attribute>
      </points>
      <points label="hemline_right" outside="0" occluded="0" points="9,8" />
    </skeleton>"""


def document(*images):
    body = ''.join(f'<image id="{i}" {image}</image>' for i, image in enumerate(images))
    meta = '<meta><task><labels><label><name>image</name></label></labels></task></meta>'
    return f'<?xml version="1.0"?><annotations><version>1.1</version>{meta}{body}</annotations>'


def read(text, names=None, tmp_path='.'):
    return read_cvat_xml('a.xml', BytesIO(text.encode()), names, tmp_path)


def test_a_skeleton_is_a_garment(caplog):
    table = read(document('name="b.jpg">', f'name="c/a.jpg" width="9" height="9">{SKELETON}'))
    assert table.image_ids.tolist() == ['c/a.jpg']
    assert table.category_names.tolist() == ['skirt']
    assert table.keypoints[0, 17:19].tolist() == [[3.5, 4.25], [9, 8]]
    assert table.visibility[0, 15:19].tolist() == [-1, -1, 0, 1]
    assert table.lines.tolist() == [2]
    assert caplog.messages == ['skipped: 1 images without a garment\n  b.jpg']


def test_labelled_points_of_a_group_are_a_garment():
    point = '<points label="{}" occluded="0" points="{}" group_id="{}"/>'
    points = [
        point.format('tshirt.neck_left', '1,2', 1),
        point.format('tshirt.neck_left', '5,6', 2),
        point.format('tshirt.shoulder_left', '7,8', 2),
    ]
    names = ForeignNames({'tshirt': 'blouse'}, {'neck_left': 'neckline_left'})
    table = read(document(f'name="a.jpg">{"".join(points)}'), names)
    assert table.keypoints[:, 0].tolist() == [[1, 2], [5, 6]]
    assert table.visibility[:, 3].tolist() == [-1, 1]


@pytest.mark.parametrize(
    ('image', 'message'),
    [
        ('name="b.jpg"><skeleton label="person"></skeleton>', r'no garments\n  person'),
        ('name="b.jpg"><points label="hem" points="1,2"/>', r'no garments\n  hem'),
        ('name="b.jpg"><box label="bag" xtl="1"/>', r'no skeletons or points\n  box bag'),
        (f'name="b.jpg">{SKELETON.replace("_", "-")}', r'without a garment\n  b\.jpg'),
        (f'name="a.jpg">{SKELETON}', r'image 2, name = .a\.jpg.: has the name of another'),
        (f'>{SKELETON}', r"image 2, name = '': expected a path"),
        (f'name="b.jpg">{SKELETON.replace("9,8", "9;8")}', r"right = '9;8': expected x,y"),
        (f'name="b.jpg">{SKELETON.replace("9,8", "-9,8")}', r'hemline_right: -9, 8'),
        (f'name="b.jpg">{SKELETON.replace("hemline_right", "nose")}', r'skirt: nose'),
        (
            f'name="b.jpg">{SKELETON.replace("hemline_right", "hemline_left")}',
            r'repeat another one\n  b\.jpg skirt: hemline_left',
        ),
    ],
)
def test_what_cannot_be_used_is_skipped_and_listed(caplog, image, message):
    table = read(document(f'name="a.jpg">{SKELETON}', image))
    assert table.image_ids.tolist()[0] == 'a.jpg'
    [logged] = caplog.messages
    assert re.search(message, logged), logged


BOMB = '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><annotations>&c;</annotations>'


@pytest.mark.faults
@pytest.mark.parametrize(
    ('text', 'message'),
    [
        ('', 'no element found'),
        ('<annotations><image', 'unclosed token'),
        (document(), 'no <image>'),
        (document('name="a.jpg"><skeleton label="person"/>'), r'no garment that can be used'),
        (BOMB, 'DOCTYPE'),
        ('PK', 'not XML'),
    ],
)
def test_a_file_of_another_form_is_named(text, message):
    with pytest.raises(ValueError, match=rf'a\.xml: (.|\n)*{message}'):
        read(text)


def test_tracks_of_videos_are_listed():
    text = (
        '<annotations><image name="a.jpg"/><track label="skirt"><skeleton/></track></annotations>'
    )
    with pytest.raises(ValueError, match=r'tracks of videos\n  skirt'):
        read(text)
