"""Facts, tables and checks with docs/jumpsuit.toml declared; test_custom_garments.py runs this."""

import numpy as np
import pytest

from fashionkp.annotations import (
    COLUMNS,
    read_annotations,
    read_submission,
    write_annotations,
    write_submission,
)
from fashionkp.annotations.table import OFFICIAL_COLUMNS
from fashionkp.categories import CATEGORIES, KEYPOINTS, OFFICIAL_CATEGORIES, joint_keypoints
from fashionkp.doctor import check_submission, run_checks
from fashionkp.doctor.fix import fix_table
from fashionkp.formats.coco import read_coco, write_coco
from fashionkp.formats.wide_table import read_wide_table
from fashionkp.formats.yolo import write_yolo
from fashionkp.keypoints import OFFICIAL_KEYPOINTS, mirror
from fashionkp.score import score_tables
from fashionkp.synthetic import draw_garment, image_id, write_dataset

NUM = 40


@pytest.fixture(scope='module')
def drawn(tmp_path_factory):
    """Folder of synthetic jumpsuits."""
    folder = tmp_path_factory.mktemp('jumpsuits')
    write_dataset(folder, NUM, seed=0, category='jumpsuit')
    return folder


@pytest.fixture(scope='module')
def table(drawn):
    return read_annotations(drawn / 'Annotations' / 'train.csv')


@pytest.fixture
def official_file(csv_row, tmp_path):
    """Return a function that writes a table without the new columns."""

    def write(header):
        rows = [csv_row('skirt', f'{i}', waistband_left=f'{i}_2_1') for i in range(3)]
        cells = [row.split(',')[: len(OFFICIAL_COLUMNS)] for row in rows]
        path = tmp_path / 'official.csv'
        path.write_text('\n'.join(','.join(row) for row in [*header, *cells]) + '\n')
        return path

    return write


def test_the_new_facts_follow_the_official_ones():
    assert (*OFFICIAL_KEYPOINTS, 'knee_left', 'knee_right') == KEYPOINTS
    assert [*CATEGORIES] == [*OFFICIAL_CATEGORIES, 'jumpsuit']
    jumpsuit = CATEGORIES['jumpsuit']
    assert len(jumpsuit.keypoints) == 20
    assert list(jumpsuit.keypoint_ids) == sorted(jumpsuit.keypoint_ids)
    assert [jumpsuit.keypoints[i] for i in jumpsuit.flip_indices] == [
        mirror(name) for name in jumpsuit.keypoints
    ]
    assert ('crotch', 'knee_right') in jumpsuit.skeleton
    assert joint_keypoints(OFFICIAL_CATEGORIES) == OFFICIAL_KEYPOINTS


def test_synthetic_jumpsuits_have_all_key_points_of_the_garment_alone(table):
    assert set(table.category_names) == {'jumpsuit'}
    annotated = table.visibility >= 0
    own = np.isin(KEYPOINTS, CATEGORIES['jumpsuit'].keypoints)
    assert not annotated[:, ~own].any()
    assert annotated[:, own].mean(0).min() > 0.5
    waist, crotch, knee = (KEYPOINTS.index(n) for n in ('waistline_left', 'crotch', 'knee_left'))
    long = annotated[:, knee]
    heights = table.keypoints[long][:, [waist, crotch, knee], 1]
    assert (np.diff(heights, axis=1) > 0).all()


def test_official_drawings_do_not_change():
    assert image_id(0, 1) == 'Images/outwear/c2eb282156233b5d827219971c8b04c2.jpg'
    assert draw_garment(0, 5).category == 'blouse'
    assert draw_garment(0, 0).keypoints.shape == (26, 2)


@pytest.mark.parametrize('header', [[OFFICIAL_COLUMNS], [], [OFFICIAL_COLUMNS[:9]]])
def test_tables_without_the_new_columns_are_read(official_file, header):
    table = read_annotations(official_file(header))
    assert len(table) == 3
    assert table.keypoints[2, 15].tolist() == [2, 2]
    assert (table.visibility[:, 24:] == -1).all()
    assert (table.keypoints[:, 24:] == -1).all()


def test_new_columns_may_be_in_any_order(csv_row, csv_file):
    row = csv_row('jumpsuit', 'a', knee_left='7_8_1').split(',')
    order = [*range(2, len(COLUMNS)), 1, 0]
    header = ','.join(COLUMNS[i] for i in order)
    read = read_annotations(csv_file(','.join(row[i] for i in order), header=header))
    assert read.keypoints[0, KEYPOINTS.index('knee_left')].tolist() == [7, 8]
    shorter = [i for i in order if COLUMNS[i] != 'knee_right']
    header = ','.join(COLUMNS[i] for i in shorter)
    without_column = read_annotations(csv_file(','.join(row[i] for i in shorter), header=header))
    np.testing.assert_array_equal(without_column.keypoints, read.keypoints)


def test_an_official_garment_does_not_have_the_new_key_points(csv_row, csv_file):
    with pytest.raises(ValueError, match=r'knee_left = .*skirt'):
        read_annotations(csv_file(csv_row('skirt', 'a', knee_left='7_8_1')))


def test_a_row_that_is_too_short_is_named(official_file):
    path = official_file([OFFICIAL_COLUMNS])
    path.write_text(path.read_text() + 'Images/skirt/x.jpg,skirt\n')
    with pytest.raises(ValueError, match=r'official\.csv:5: 2 cells: expected 26'):
        read_annotations(path)


def test_tables_are_read_back_as_they_were(table, tmp_path):
    write_annotations(tmp_path / 'a.csv', table)
    write_coco(tmp_path / 'a.json', table, with_sizes=False)
    for read in (read_annotations(tmp_path / 'a.csv'), read_coco(tmp_path / 'a.json')):
        for name in ('image_ids', 'category_ids', 'keypoints', 'visibility'):
            np.testing.assert_array_equal(getattr(read, name), getattr(table, name))


def test_the_score_of_the_worked_example_does_not_change(worked_example):
    truth, prediction = worked_example
    score = score_tables(read_annotations(truth), read_submission(prediction))
    assert score.ne == pytest.approx(29.994, abs=5e-4)


def test_a_jumpsuit_is_scored_in_units_of_its_normalizing_pair(csv_row, csv_file):
    pair = dict(armpit_left='100_50_1', armpit_right='200_50_1')
    truth = csv_file(csv_row('jumpsuit', 'a', knee_left='90_300_1', **pair))
    moved = csv_file(csv_row('jumpsuit', 'a', knee_left='93_304_1', **pair), name='b.csv')
    score = score_tables(read_annotations(truth), read_submission(moved))
    assert score.per_keypoint['knee_left'] == pytest.approx(5)
    assert score.per_category == {'jumpsuit': pytest.approx(5 / 3)}


def test_the_doctor_finds_no_error(drawn):
    diagnosis = run_checks(drawn)
    assert diagnosis.count('error') == 0
    assert not diagnosis.findings.keys() & {'other-folder', 'id-form', 'extra-column', 'mirrored'}


def test_fix_adds_the_new_columns(official_file, tmp_path):
    counts = fix_table(official_file([OFFICIAL_COLUMNS]), tmp_path / 'fixed.csv')
    assert (counts['rows'], counts['malformed']) == (3, 0)
    assert (tmp_path / 'fixed.csv').read_text().splitlines()[0] == ','.join(COLUMNS)


def test_a_submission_is_valid_with_and_without_the_new_columns(table, tmp_path, official_file):
    write_annotations(tmp_path / 'truth.csv', table)
    write_submission(tmp_path / 'sub.csv', table)
    findings = check_submission(tmp_path / 'sub.csv', tmp_path / 'truth.csv').findings
    assert {*findings} <= {'unpredicted'}  # as points are absent
    skirts = official_file([OFFICIAL_COLUMNS])
    assert 'form' not in check_submission(skirts, skirts).findings


def test_wide_tables_have_the_new_key_points(tmp_path):
    path = tmp_path / 'wide.csv'
    path.write_text('image,category,knee_left_x,knee_left_y,crotch\na.jpg,jumpsuit,3,4,5 6\n')
    read = read_wide_table(path)
    assert read.keypoints[0, KEYPOINTS.index('knee_left')].tolist() == [3, 4]


def test_yolo_data_have_the_mirror_image_of_a_new_key_point(drawn, table, tmp_path):
    write_yolo(tmp_path / 'yolo', table, drawn, 'jumpsuit')
    text = (tmp_path / 'yolo' / 'data.yaml').read_text()
    assert 'kpt_shape: [20, 3]' in text
    assert text.splitlines()[3].endswith('19, 18]')
