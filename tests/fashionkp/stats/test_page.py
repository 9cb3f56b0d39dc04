"""The page of the statistics."""

import pytest
from parsed_html import ParsedPage

from fashionkp.stats import read_sample, stats_numbers, stats_page


def test_page_has_charts_maps_and_tables(sample):
    page = stats_page(sample, stats_numbers(sample))
    assert page.count('data:image/png;base64,') == 2  # maps of skirts and trousers
    assert page.count('class="chart"') == 4
    assert '<td>waistband_left</td>' in page
    assert ParsedPage(page).is_self_contained


def test_page_of_rows_without_labels_has_no_maps(csv_file):
    path = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    sample = read_sample(path)
    page = ParsedPage(stats_page(sample, stats_numbers(sample)))
    assert 'img' not in page.elements


@pytest.mark.faults
def test_page_escapes_the_name_of_the_data(archive, tmp_path):
    table = archive.rename(tmp_path / '<img src=x onerror=alert(1)>.csv')
    sample = read_sample(table)
    page = ParsedPage(stats_page(sample, stats_numbers(sample)))
    assert not page.has_scripts
    assert '<img src=x onerror=alert(1)>' in page.text
