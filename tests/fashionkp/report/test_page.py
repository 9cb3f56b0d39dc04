"""The page of the report: its sections, and that nothing of the data becomes markup."""

import json
import re

import cv2
import numpy as np
import pytest
from parsed_html import ParsedPage

from fashionkp.report import (
    evaluate,
    find_images,
    read_training_log,
    report_numbers,
    report_page,
)
from fashionkp.report.training_log import SCALARS

HOSTILE = '<img src=x onerror=alert(1)>"\'&'


@pytest.fixture
def render():
    def render(evaluation, **options):
        return report_page(evaluation, report_numbers(evaluation), **options)

    return render


def sections(page):
    return re.findall('<h2 id="([a-z]+)">', page)


def text_of(page):
    """Return the text of a page on one line."""
    return ' '.join(ParsedPage(page).text.split())


def test_sections_of_one_submission(skirts, render):
    truth = skirts('gt.csv', a={}, b={})
    page = render(evaluate([truth], [[skirts('p.csv', a={}, b={'hemline_left': '80_345_1'})]]))
    expected = ['score', 'errors', 'breakdown', 'swaps', 'calibration', 'worst']
    assert sections(page) == expected
    assert re.findall('<a href="#([a-z]+)">', page) == expected
    assert '<b>7.500</b>' in page  # 45 % of one of six points
    assert 'p: the predictions have no scores' in text_of(page)
    assert '--images FOLDER' in page
    assert 'gt.csv:3' in page


def test_two_models_are_compared(two_models, render):
    page = render(two_models)
    assert 'comparison' in sections(page)
    assert 'second is better than first: its NE is 2.00 lower' in page
    assert 'one in twenty' not in page


def test_page_warns_of_many_comparisons(skirts, render):
    paths = [skirts(f'{name}.csv', a={}) for name in 'abc']
    assert 'one in twenty' in render(evaluate([paths[0]], [[path] for path in paths]))


def test_scores_and_categories_are_shown_for_models_that_have_them(skirts, predictions, render):
    truth = skirts('gt.csv', a={}, b={})
    images = {name: ([0.9] * 4, [0.8, 0.7, 0.6, 0.5], 'skirt') for name in 'ab'}
    files = [[predictions('p.jsonl', **images)], [skirts('q.csv', a={}, b={})]]
    page = render(evaluate([truth], files))
    assert 'categories' in sections(page)
    assert re.search('p predicts .* 100.0 % of 2 garments', text_of(page))
    assert 'q: the predictions have no scores' in text_of(page)
    assert 'q: the predictions have no categories' in text_of(page)
    assert 'Brier score' in page


def test_ignored_predictions_are_counted(skirts, render):
    truth = skirts('gt.csv', a={}, b={}, c={})
    files = [[skirts('p.csv', a={}, x={})]]
    text = text_of(render(evaluate([truth], files, allow_missing=True)))
    assert 'p: 2 images have no prediction' in text
    assert 'p: 1 predictions are for images that are not in the ground truth' in text


def test_page_without_a_point_that_counts(csv_row, csv_file, render):
    path = csv_file(csv_row('skirt', 'a', hemline_left='1_2_1'))
    page = render(evaluate([path], [[path], [path]], names=['a', 'b']))
    assert 'no key point counts' in page
    assert 'a and b share no key point that counts.' in page
    assert 'errors' not in sections(page)


def test_curves_of_training(two_models, render, tmp_path):
    path = tmp_path / 'run' / SCALARS
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({'loss': 2, 'iter': 1, 'step': 1, HOSTILE: 3}))
    page = render(two_models, logs=[read_training_log(tmp_path / 'run')])
    assert 'training' in sections(page)
    assert '<h3>loss</h3>' in page
    assert '1 other curves' in page
    assert HOSTILE in ParsedPage(page).texts
    assert not ParsedPage(page).has_scripts


def test_page_escapes_image_ids_and_names_of_files_and_models(csv_row, csv_file, render, tmp_path):
    waist = {'waistband_left': '10_10_1', 'waistband_right': '60_10_1'}
    row = csv_row('skirt', 'a', **waist)
    image_id = "Images/<script>alert(1)</script>&'x'.jpg"
    path = csv_file(row.replace('Images/skirt/a.jpg', image_id), name="<u>&'gt'.csv")
    evaluation = evaluate([path], [[path], [path]], names=[HOSTILE, '<script>'])
    pages = [render(evaluation)]
    image = tmp_path / image_id
    image.parent.mkdir(parents=True)
    cv2.imwrite(str(tmp_path / 'p.jpg'), np.zeros((80, 80, 3), np.uint8))
    (tmp_path / 'p.jpg').rename(image)
    pages.append(render(evaluation, image_paths=find_images(evaluation)))
    assert pages[1].count('data:image/jpeg') == 4  # two models, among the worst and at random
    image.write_text('not an image')
    pages.append(render(evaluation, image_paths=find_images(evaluation)))
    assert 'cannot read image' in pages[2]
    for page in map(ParsedPage, pages):
        assert not page.has_scripts
        assert image_id in page.text
        assert HOSTILE in page.text
        assert "<u>&'gt'.csv:2" in page.text


def test_page_escapes_control_characters(skirts, render):
    truth = skirts('gt.csv', a={})
    page = render(evaluate([truth], [[truth], [truth]], names=['\x1b[31m', '\u202egpj.exe']))
    assert r'\x1b[31m' in page
    assert r'\u202egpj.exe' in page
    assert not {'\x1b', '\u202e'} & {*page}


def test_page_is_self_contained(two_models, render):
    page = render(two_models)
    assert ParsedPage(page).is_self_contained
    assert 'http' not in page
    assert '@import' not in page
    assert 'url(' not in page


def test_images_shrink_until_the_page_is_small_enough(skirts, render, tmp_path):
    truth = skirts('gt.csv', a={})
    folder = tmp_path / 'Images' / 'skirt'
    folder.mkdir(parents=True)
    noise = np.random.default_rng(0).integers(0, 256, (400, 400, 3), np.uint8)
    cv2.imwrite(str(folder / 'a.jpg'), noise)
    evaluation = evaluate([truth], [[truth]])
    image_paths = find_images(evaluation)
    large = render(evaluation, image_paths=image_paths)
    assert 'width="320"' in large
    size = len(large.encode())
    small = render(evaluation, image_paths=image_paths, max_bytes=size)
    assert len(small.encode()) < size
    assert 'width="240"' in small
    without = len(render(evaluation).encode())
    none = render(evaluation, image_paths=image_paths, max_bytes=without + 1)
    assert 'data:image/jpeg' not in none


def test_page_warns_of_implausible_errors(skirts, render):
    truth = skirts('gt.csv', a={})
    far = evaluate([truth], [[skirts('p.csv', a={'hemline_left': '80_999_1'})]])
    near = evaluate([truth], [[skirts('p.csv', a={'hemline_left': '80_400_1'})]])
    assert 'submit-check' in render(far)
    assert 'submit-check' not in render(near)
