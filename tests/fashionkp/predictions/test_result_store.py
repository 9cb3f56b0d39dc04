"""Names of parts, and settings that must agree."""

import pytest

from fashionkp.predictions.result_store import check_settings, part_name


def test_the_name_of_a_part_depends_on_its_images_and_their_order():
    names = [part_name(images, '.json') for images in (['a', 'b'], ['b', 'a'], ['a'], ['ab'])]
    assert len({*names}) == 4
    assert part_name(iter(['a']), '.json') == names[2]
    assert part_name(['\udcff'], '.json').startswith('part-')


def test_a_setting_that_differs_is_named():
    check_settings('out', {'model': 'm'}, {'model': 'm'})
    with pytest.raises(ValueError, match=r'out .*model: m there, n here'):
        check_settings('out', {'model': 'm'}, {'model': 'n'})
    with pytest.raises(ValueError, match='scales: none there, 1 here'):
        check_settings('out', {}, {'scales': '1'})
