"""Names of parts, and settings that must agree."""

import pytest

from fashionkp.predictions.result_store import ImageRecord, check_settings, part_name


def test_the_name_of_a_part_depends_on_its_images_and_their_order():
    a, b, ab = (ImageRecord(name, []) for name in ('a', 'b', 'ab'))
    names = [part_name(records, '.json') for records in ([a, b], [b, a], [a], [ab])]
    assert len({*names}) == 4
    assert part_name([ImageRecord('a', [], 'a: cut off')], '.json') == names[2]
    assert part_name([ImageRecord('\udcff', [])], '.json').startswith('part-')


def test_a_setting_that_differs_is_named():
    check_settings('out', {'model': 'm'}, {'model': 'm'})
    with pytest.raises(ValueError, match=r'out .*model: m there, n here'):
        check_settings('out', {'model': 'm'}, {'model': 'n'})
    with pytest.raises(ValueError, match='scales: none there, 1 here'):
        check_settings('out', {}, {'scales': '1'})
