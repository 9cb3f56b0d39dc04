"""Rows for the same image."""

import pytest

from fashionkp.annotations import read_annotations


def test_exact_repeats_are_dropped_with_one_line_in_the_log(csv_row, csv_file, caplog):
    rows = [csv_row('skirt', name, hemline_left='1_2_1') for name in 'abca']
    table = read_annotations(csv_file(*rows), csv_file(*rows[1:3], name='b.csv'))
    assert table.image_ids.tolist() == [f'Images/skirt/{name}.jpg' for name in 'abc']
    assert [table.location(i) for i in range(3)] == ['a.csv:2', 'a.csv:3', 'a.csv:4']
    assert caplog.messages == ['dropped 3 rows that repeat another row exactly']


def test_nothing_is_logged_about_tables_without_repeats(csv_row, csv_file, caplog):
    read_annotations(csv_file(csv_row('skirt', 'a'), csv_row('skirt', 'b')))
    assert caplog.messages == []


def test_a_row_with_labels_wins_over_one_without(csv_row, csv_file, caplog):
    listed = csv_file('Images/skirt/a.jpg,skirt', header=None)
    labelled = csv_file(csv_row('skirt', 'a', hemline_left='1_2_1'), name='b.csv')
    for files in ((listed, labelled), (labelled, listed)):
        table = read_annotations(*files)
        assert table.labelled.tolist() == [True]
        assert table.location(0) == 'b.csv:2'
    message = 'dropped 1 rows that have no labels while another row of their image has'
    assert caplog.messages == [message] * 2


def test_contradictions_name_both_rows(csv_row, csv_file):
    first = csv_file(csv_row('skirt', 'b'), csv_row('skirt', 'a', hemline_left='1_2_1'))
    for cell in ('1_3_1', '1_2_0', '-1_-1_-1'):
        second = csv_file(csv_row('skirt', 'a', hemline_left=cell), name='b.csv')
        match = r'1 rows contradict(.|\n)*skirt/a\.jpg: a\.csv:3 and b\.csv:2 differ in labels'
        with pytest.raises(ValueError, match=match):
            read_annotations(first, second)


def test_another_category_is_a_contradiction_even_without_labels(csv_file):
    with pytest.raises(ValueError, match=r'a\.csv:1 and a\.csv:2 differ in category'):
        read_annotations(csv_file('a.jpg,skirt', 'a.jpg,dress', header=None))


def test_the_first_20_contradictions_are_listed(csv_file):
    rows = [f'{i:02}.jpg,{name}' for i in range(23) for name in ('skirt', 'dress')]
    with pytest.raises(ValueError, match='23 rows contradict') as error:
        read_annotations(csv_file(*rows, header=None))
    lines = str(error.value).splitlines()
    assert len(lines) == 22
    assert lines[-1].strip() == 'and 3 more'
