"""Inspecting tables: what can be read is, and all the rest is told."""

from fashionkp.annotations.reader import inspect_annotations


def test_inspecting_reads_what_can_be_read_and_tells_the_rest(csv_row, csv_file):
    rows = [csv_row('skirt', 'a', waistband_left='10_20_1'), csv_row('blouse', 'b')]
    first = csv_file(rows[0], 'a,b', rows[1].replace(',blouse', ',coat'), *rows[1:])
    second = csv_file('a.jpg,skirt', name='b.csv', header='image_id,category')
    table, bad_rows, broken = inspect_annotations(first, second, first)
    assert table.lines.tolist() == [2, 5, 2, 5]
    assert table.file_ids.tolist() == [0, 0, 2, 2]
    assert [row.line for row in bad_rows] == [3, 4, 3, 4]
    assert bad_rows[0].faults == (('', '2 cells', '26'),)
    assert [*broken] == [second]
    assert "missing columns 'image_category'" in broken[second]


def test_inspecting_keeps_every_bad_row_and_all_its_bad_cells(csv_row, csv_file):
    row = csv_row('skirt', 'a', crotch='1_1_1', hemline_left='x')
    _, bad_rows, _ = inspect_annotations(csv_file(*[row] * 50))
    assert [bad.line for bad in bad_rows] == [*range(2, 52)]
    assert (bad_rows[0].image_id, bad_rows[0].category) == ('Images/skirt/a.jpg', 'skirt')
    assert [fault[:2] for fault in bad_rows[0].faults] == [
        ('hemline_left', 'x'),
        ('crotch', '1_1_1'),
    ]
