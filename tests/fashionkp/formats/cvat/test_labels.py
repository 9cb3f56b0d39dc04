"""CVAT's labels."""

import subprocess
import xml.etree.ElementTree as ET

import pytest

from fashionkp.categories import CATEGORIES
from fashionkp.formats.cvat.labels import cvat_labels


@pytest.mark.parametrize('label', cvat_labels(), ids=lambda label: label['name'])
def test_the_drawing_has_a_circle_for_each_point_and_a_line_for_each_edge(label):
    category = CATEGORIES[label['name']]
    assert [point['name'] for point in label['sublabels']] == list(category.keypoints)
    svg = ET.fromstring(f'<svg>{label["svg"]}</svg>')
    circles = svg.findall('circle')
    assert [c.get('data-label-name') for c in circles] == list(category.keypoints)
    assert [c.get('data-node-id') for c in circles] == [str(i) for i in range(1, len(circles) + 1)]
    edges = [
        (int(line.get('data-node-from')), int(line.get('data-node-to')))
        for line in svg.findall('line')
    ]
    names = [(category.keypoints[i - 1], category.keypoints[j - 1]) for i, j in edges]
    assert names == list(category.skeleton)


def test_a_declared_garment_is_a_label(program, tmp_path):
    garments = tmp_path / 'garments.toml'
    garments.write_text(
        '[poncho]\nkeypoints = ["neckline_left", "neckline_right"]\n'
        'new_keypoints = ["tip"]\nnormalizing_pair = ["neckline_left", "neckline_right"]\n'
    )
    source = tmp_path / 'a.csv'
    source.write_text('image_id,image_category\n')
    arguments = ['--garments', str(garments), 'convert', str(source), '--to', 'cvat', '-o']
    subprocess.run([*program, *arguments, str(tmp_path / 'out')], check=True)
    text = (tmp_path / 'out' / 'labels.json').read_text()
    assert '"poncho"' in text
    assert 'data-label-name=\\"tip\\"' in text
