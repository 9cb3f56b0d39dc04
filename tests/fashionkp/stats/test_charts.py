"""Charts of a data set: which there are, and that they show its numbers."""

import pytest
from parsed_html import ParsedPage

from fashionkp.stats import chart_sheet, charts, numbers, page_of, read_sample
from fashionkp.stats.charts import garment_map
from fashionkp.visualization.keypoints import side_color
from fashionkp.visualization.raster_charts import WIDTH


def test_what_is_known_is_drawn(sample, archive, csv_file):
    drawn = charts(sample)
    assert [*drawn] == ['rows', 'visibility', 'distances', 'places', 'sizes']
    assert {image.shape[1] for image in drawn.values()} == {WIDTH}
    assert chart_sheet(sample).shape[0] == sum(image.shape[0] for image in drawn.values())
    assert 'sizes' not in charts(read_sample(archive, open_images=False))
    path = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    assert [*charts(read_sample(path))] == ['rows']


def test_a_map_has_the_median_garment_in_the_colours_of_its_sides(sample):
    drawn = garment_map(sample, 'skirt')
    margin = drawn.shape[0] - drawn.shape[1]  # above the map, for its caption
    side = drawn.shape[1]
    x, y = round(0.1 * side), margin + round(0.2 * side)
    assert tuple(drawn[y, x, ::-1]) == side_color('waistband_left')
    assert tuple(drawn[y, round(0.5 * side), ::-1]) == side_color('waistband_right')


def test_the_page_holds_all_charts(sample):
    page = page_of(numbers(sample), charts(sample))
    assert page.count('data:image/png;base64,') == 5
    assert f'width="{WIDTH // 2}"' in page


def test_the_page_escapes_names(sample):
    found = {**numbers(sample), 'source': '<b>&'}
    page = page_of(found, {})
    assert '<b>' not in page
    assert '&lt;b&gt;&amp;' in page


@pytest.mark.faults
def test_the_page_escapes_the_name_of_the_data(archive, tmp_path):
    table = archive.rename(tmp_path / '<img src=x onerror=alert(1)>.csv')
    sample = read_sample(table)
    page = ParsedPage(page_of(numbers(sample), charts(sample)))
    assert not page.has_scripts
    assert '<img src=x onerror=alert(1)>' in page.text
