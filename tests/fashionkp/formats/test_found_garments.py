"""What readers of other programs' files share."""

from pathlib import Path

import pytest

from fashionkp.formats.foreign_names import ForeignNames
from fashionkp.formats.found_garments import FoundGarment, FoundGarments, no_points


@pytest.fixture
def found():
    names = ForeignNames({'Rock': 'skirt'}, {'hem': 'hemline_left'})
    return FoundGarments(Path('a.json'), names, Path('/nowhere'))


def test_names_are_translated_and_unknown_ones_listed(found):
    assert (found.category_id('Rock'), found.category_id('person')) == (3, None)
    assert (found.channel('Rock', 'hem'), found.channel('Rock', 'crotch')) == (17, None)
    assert found.channel('person', 'nose') is None
    assert str(found.skipped) == ('skipped: 1 key points that skirt does not have\n  Rock: crotch')


def test_points_out_of_range_are_left_out(found):
    cells = no_points()
    found.put(cells, 0, (1.5, 9999, 1), 'a.jpg')
    found.put(cells, 1, (-0.5, 3, 1), 'a.jpg')
    found.put(cells, 2, (float('nan'), 3, 1), 'a.jpg')
    assert cells[:3].tolist() == [[1.5, 9999, 1], [-1, -1, -1], [-1, -1, -1]]
    assert 'a.jpg neckline_right: -0.5, 3' in str(found.skipped)


def test_rows_become_a_table(found, caplog):
    cells = no_points()
    cells[17] = 4, 5, 0
    found.add(FoundGarment(3, 'a.jpg', 3, cells))
    found.add(FoundGarment(7, 'b.jpg', 4, None))
    table = found.table()
    assert table.labelled.tolist() == [True, False]
    assert table.location(1) == 'a.json:7'
    assert table.keypoints[0, 17].tolist() == [4, 5]
    assert caplog.messages == []


def test_a_file_without_a_garment_is_refused_if_something_was_skipped(found):
    assert len(found.table()) == 0
    found.skipped.add('labels', 'person')
    with pytest.raises(ValueError, match=r'a\.json: no garment(.|\n)*person'):
        found.table()
