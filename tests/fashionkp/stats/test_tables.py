"""The statistics as tables."""

from fashionkp.stats import read_sample, stats_numbers
from fashionkp.stats.tables import stats_tables, summary


def test_tables_have_numbers_behind_a_first_column_of_text(sample):
    for table in stats_tables(stats_numbers(sample)):
        for first, *others in table.rows:
            assert isinstance(first, str)
            assert len(others) == len(table.header) - 1
            assert all(cell == '' or isinstance(cell, int | float) for cell in others)


def test_rows_have_a_total(sample):
    rows = stats_tables(stats_numbers(sample))[0].rows
    assert rows[-1] == ['all', 6, 6, 4, 1, 1]


def test_category_without_a_distance_is_not_in_its_table(sample):
    (table,) = (t for t in stats_tables(stats_numbers(sample)) if 'distance' in t.title)
    assert [row[0] for row in table.rows] == ['skirt']


def test_sizes_are_left_out_if_no_image_was_opened(sample, archive):
    numbers = stats_numbers(read_sample(archive, open_images=False))
    assert 'no image opened' in summary(numbers)
    assert not any('size' in table.title for table in stats_tables(numbers))
    assert any('size' in table.title for table in stats_tables(stats_numbers(sample)))
