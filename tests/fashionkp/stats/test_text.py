"""The statistics as text."""

from fashionkp.stats import read_sample, stats_numbers, stats_text


def test_tables_have_the_numbers(sample):
    lines = stats_text(stats_numbers(sample)).splitlines()
    assert lines[0].endswith('a.csv: 6 rows, 5 images of known size')
    cells = [line.split() for line in lines]
    assert ['skirt', '5', '5', '4', '1', '0'] in cells
    assert ['all', '6', '6', '4', '1', '1'] in cells
    assert ['waistband_left', '5', '0', '0', '10', '20'] in cells
    assert ['hemline_right', '0', '0', '5'] in cells
    assert ['200', 'x', '100', '5'] in cells


def test_categories_without_labels_have_no_key_point_table(csv_file, sample):
    path = csv_file('a.jpg,skirt', 'b.jpg,dress', header='image_id,image_category')
    assert 'Key points of' not in stats_text(stats_numbers(read_sample(path)))
    assert 'Key points of skirt' in stats_text(stats_numbers(sample))
