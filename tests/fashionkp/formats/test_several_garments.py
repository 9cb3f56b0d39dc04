"""Several garments in an image."""

import numpy as np

from fashionkp.annotations import read_annotations
from fashionkp.formats.several_garments import image_groups, largest_garments, rows_by_image


def test_the_largest_garment_of_each_image_stays_in_order(csv_row, csv_file, caplog):
    sizes = (5, 9, 9, 7)
    rows = [
        csv_row('skirt', f'{i}', waistband_left='0_0_1', hemline_left=f'{size}_{size}_0')
        for i, size in enumerate(sizes)
    ]
    table = read_annotations(csv_file(*rows))
    assert largest_garments(table) is table
    table.image_ids[:] = ['b', 'a', 'a', 'b']
    first, groups = image_groups(table)
    assert (first.tolist(), groups.tolist()) == ([0, 1], [0, 1, 1, 0])
    assert rows_by_image(table) == [[0, 3], [1, 2]]
    assert rows_by_image(table.take([])) == []
    kept = largest_garments(table)
    assert kept.image_ids.tolist() == ['a', 'b']
    assert kept.keypoints[:, 17, 0].tolist() == [9, 7]
    assert kept.lines.tolist() == [3, 5]
    assert caplog.messages[0].splitlines()[1:] == ['  a.csv:2 b', '  a.csv:4 a']
    assert len(largest_garments(table.take(np.zeros(0)))) == 0
