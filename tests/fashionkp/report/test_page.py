"""The page: what stands in it, and that nothing of the data becomes part of it as HTML."""

import json
import re

import cv2
import numpy as np
import pytest

from fashionkp.report import (
    evaluate,
    image_finder,
    read_training_log,
    report_numbers,
    report_page,
    report_text,
)
from fashionkp.report.training_log import SCALARS

HOSTILE = '<img src=x onerror=alert(1)>"\'&'


@pytest.fixture
def page_of():
    def make(evaluation, *logs, finder=None):
        return report_page(evaluation, report_numbers(evaluation), logs, finder)

    return make


def _anchors(page):
    return re.findall('<h2 id="([a-z]+)">', page)


def test_the_sections_of_one_submission(skirts, page_of):
    truth = skirts('gt.csv', a={}, b={})
    found = evaluate([truth], [[skirts('p.csv', a={}, b={'hemline_left': '80_345_1'})]])
    page = page_of(found)
    sections = ['score', 'errors', 'influences', 'sides', 'calibration', 'worst']
    assert _anchors(page) == sections
    assert re.findall('<a href="#([a-z]+)">', page) == sections
    assert '<b>7.500</b>' in page  # 45 % of one of six points
    assert 'p: the predictions do not tell how sure the model is' in page
    assert 'Images are drawn where they lie' in page
    assert 'gt.csv:3' in page


def test_the_sections_of_two_models(two_models, page_of):
    page = page_of(two_models)
    assert 'comparison' in _anchors(page)
    assert 'second is better than first: its NE is 2.00 lower' in page
    assert 'one in twenty' not in page


def test_many_comparisons_are_pointed_out(skirts, page_of):
    paths = [skirts(f'{name}.csv', a={}) for name in 'abc']
    assert 'one in twenty' in page_of(evaluate([paths[0]], [[path] for path in paths]))


def test_what_a_model_tells_of_itself(skirts, answers, page_of):
    truth = skirts('gt.csv', a={}, b={})
    told = {name: ([0.9] * 4, [0.8, 0.7, 0.6, 0.5], 'skirt') for name in 'ab'}
    found = evaluate([truth], [[answers('p.jsonl', **told)], [skirts('q.csv', a={}, b={})]])
    page = page_of(found)
    assert 'categories' in _anchors(page)
    assert 'p tells the category of 100.0 % of 2 garments rightly' in page
    assert 'q: the predictions do not tell how sure' in page
    assert 'Brier score' in page


def test_what_is_left_out_is_told(skirts, page_of):
    truth = skirts('gt.csv', a={}, b={}, c={})
    found = evaluate([truth], [[skirts('p.csv', a={}, x={})]], allow_missing=True)
    page = page_of(found)
    assert 'p: 2 images have no prediction and are left out' in page
    assert '1 predictions are of images that the ground truth lacks' in page


def test_without_a_point_that_counts(csv_row, csv_file, page_of):
    path = csv_file(csv_row('skirt', 'a', hemline_left='1_2_1'))
    page = page_of(evaluate([path], [[path], [path]], ['a', 'b']))
    assert 'no point counts' in page
    assert 'a and b share no point that counts.' in page
    assert 'errors' not in _anchors(page)


def test_curves_of_training(two_models, page_of, tmp_path):
    path = tmp_path / 'run' / SCALARS
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({'loss': 2, 'iter': 1, 'step': 1, HOSTILE: 3}))
    page = page_of(two_models, read_training_log(tmp_path / 'run'))
    assert 'training' in _anchors(page)
    assert '<h3>loss</h3>' in page
    assert '1 other curves' in page
    assert '<img src=x' not in page


def test_names_from_the_data_are_text(csv_row, csv_file, page_of, tmp_path):
    """Image ids, file names and names of models, with and without images."""
    waist = {'waistband_left': '10_10_1', 'waistband_right': '60_10_1'}
    row = csv_row('skirt', 'a', **waist)
    image_id = "Images/<script>alert(1)</script>&'x'.jpg"
    path = csv_file(row.replace('Images/skirt/a.jpg', image_id), name="<u>&'gt'.csv")
    found = evaluate([path], [[path], [path]], [HOSTILE, '<script>'])
    pages = [page_of(found)]
    image = tmp_path / image_id
    image.parent.mkdir(parents=True)
    cv2.imwrite(str(tmp_path / 'p.jpg'), np.zeros((80, 80, 3), np.uint8))
    (tmp_path / 'p.jpg').rename(image)
    pages.append(page_of(found, finder=image_finder(found)))
    assert pages[1].count('data:image/jpeg') == 4  # two models, among the worst and by chance
    image.write_text('no image')
    pages.append(page_of(found, finder=image_finder(found)))
    assert 'cannot read image' in pages[2]
    for page in pages:
        assert '<script' not in page
        assert '<img src=x' not in page
        assert '<u>&' not in page
        assert 'alert(1)' in page


def test_nothing_is_fetched_from_elsewhere(two_models, page_of):
    page = page_of(two_models)
    assert not re.findall(r'(?:src|href)="(?!#|data:)', page)
    assert 'http' not in page
    assert '@import' not in page


def test_images_get_smaller_where_the_page_would_be_too_large(skirts, page_of, tmp_path):
    truth = skirts('gt.csv', a={})
    folder = tmp_path / 'Images' / 'skirt'
    folder.mkdir(parents=True)
    noise = np.random.default_rng(0).integers(0, 256, (400, 400, 3), np.uint8)
    cv2.imwrite(str(folder / 'a.jpg'), noise)
    found = evaluate([truth], [[truth]])
    finder = image_finder(found)
    large = page_of(found, finder=finder)
    assert 'width="320"' in large
    numbers = report_numbers(found)
    small = report_page(found, numbers, finder=finder, max_bytes=len(large.encode()))
    assert len(small.encode()) < len(large.encode())
    assert 'width="240"' in small
    none = report_page(found, numbers, finder=finder, max_bytes=len(page_of(found)) + 1)
    assert 'data:image/jpeg' not in none


def test_in_a_few_lines(two_models):
    lines = report_text(report_numbers(two_models)).splitlines()
    assert lines[0].split() == ['NE', 'official', 'NE', 'round1']
    assert lines[1].split()[:2] == ['first', '3.333']
    assert lines[3].startswith('official: second is better than first')


def test_names_do_not_command_a_terminal(skirts):
    truth = skirts('gt.csv', a={})
    found = evaluate([truth], [[truth], [truth]], ['\x1b[31m', '\udcff'])
    text = report_text(report_numbers(found))
    assert '\x1b' not in text
    assert text.count('\n') == 4
    text.encode()


def test_absurd_errors_are_pointed_out(skirts, page_of):
    truth = skirts('gt.csv', a={})
    far = evaluate([truth], [[skirts('p.csv', a={'hemline_left': '80_999_1'})]])
    near = evaluate([truth], [[skirts('p.csv', a={'hemline_left': '80_400_1'})]])
    assert 'are they pixels of the original images?' in page_of(far)
    assert 'are they pixels of the original images?' not in page_of(near)
