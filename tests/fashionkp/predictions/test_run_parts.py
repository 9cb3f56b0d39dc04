"""Parts of an unfinished run: plain objects by image."""

import pytest

from fashionkp.predictions.run_parts import RunParts


def test_what_was_written_comes_back_in_any_order_and_the_later_part_counts(tmp_path):
    parts = RunParts(str(tmp_path / 'out.jsonl'), {'model': 'm'})
    parts.write({'a': [{'x': 1.25}, {'x': 2}], 'b': []})
    parts.write({'c': [{'x': 3}]})
    parts.write({'c': [{'x': 4}]})
    assert parts.done() == {'a', 'b', 'c'}
    assert list(parts.items(['c', 'none', 'b', 'a'])) == [{'x': 4}, {'x': 1.25}, {'x': 2}]


def test_nothing_to_write_makes_no_file(tmp_path):
    RunParts(str(tmp_path / 'out.jsonl'), {}).write({})
    assert not [*tmp_path.iterdir()]


def test_parts_of_other_settings_are_refused(tmp_path):
    RunParts(str(tmp_path / 'out.jsonl'), {'size': '8'}).write({'a': []})
    with pytest.raises(ValueError, match='size: 8 there, 9 here'):
        RunParts(str(tmp_path / 'out.jsonl'), {'size': '9'}).done()
