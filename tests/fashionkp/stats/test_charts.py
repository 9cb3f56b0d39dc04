"""Charts of a data set: which there are, and that they show its numbers."""

from fashionkp.charts.raster import WIDTH
from fashionkp.stats import chart_sheet, read_sample, stats_charts


def test_what_is_known_is_drawn(sample, archive, csv_file):
    titles = [chart.title for chart in stats_charts(sample)]
    assert len(titles) == 4
    without = [chart.title for chart in stats_charts(read_sample(archive, open_images=False))]
    assert {*titles} - {*without} == {titles[1]}
    assert 'Size' in titles[1]
    path = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    assert [chart.title for chart in stats_charts(read_sample(path))] == titles[:1]


def test_rows_are_counted_by_category(sample):
    rows = {row.name: row.value for row in stats_charts(sample)[0].rows}
    assert rows == {'skirt': '5', 'trousers': '1'}


def test_visible_occluded_and_absent_points_are_side_by_side(sample):
    rows = {row.name: row for row in stats_charts(sample)[2].rows}
    ends = {name: [bar.end for bar in row.bars] for name, row in rows.items()}
    assert ends['waistband_left'] == [5 / 6, 5 / 6, 1]  # of skirts and trousers
    assert ends['hemline_left'] == [0, 5 / 6, 5 / 6]
    assert ends['crotch'] == [0, 1 / 6, 1 / 6]


def test_sheet_has_every_chart_and_a_map_of_each_category(sample, csv_file):
    sheet = chart_sheet(sample)
    assert sheet.shape[1] == WIDTH
    path = csv_file('a.jpg,skirt', name='test.csv', header='image_id,image_category')
    assert chart_sheet(read_sample(path)).shape[0] < sheet.shape[0] / 4
