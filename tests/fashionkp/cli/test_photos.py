"""Photos with their points, one after another: predicted or from a file."""

import argparse

import numpy as np
import pytest

from fashionkp.cli.photo_arguments import add_photo_arguments, photo_options
from fashionkp.cli.photos import Photos
from fashionkp.predictions.jsonl import write_jsonl


@pytest.fixture
def photos(shop, hand_model):
    def make(*argv):
        parser = argparse.ArgumentParser()
        add_photo_arguments(parser)
        if '--points' not in argv:
            argv = (*argv, '--model', str(hand_model.path))
        return Photos(photo_options(parser.parse_args(argv)), 'align')

    return make


def test_broken_photos_are_skipped_and_listed_at_the_end(photos, capsys):
    shop, found = photos('shop'), []
    assert shop.process(found.append) == 1
    assert [result.name for result in found] == ['shop/a.png', 'shop/c.png']
    assert {garment.category for result in found for garment in result.garments} == {'skirt'}
    assert shop.processed == ['shop/a.png', 'shop/b.png', 'shop/c.png']
    printed = capsys.readouterr()
    assert printed.out == ''
    assert 'fashionkp align: 1 file skipped (1 .txt): shop/a.txt' in printed.err
    *_, title, reason = printed.err.splitlines()
    assert title == 'fashionkp align: 1 of 3 images could not be read'
    assert 'shop/b.png' in reason


def test_photos_that_are_done_are_left_out(photos, capsys):
    shop, found = photos('shop'), []
    assert shop.process(found.append, {'shop/a.png', 'shop/b.png'}) == 0
    assert [result.name for result in found] == ['shop/c.png']
    assert shop.processed == ['shop/a.png', 'shop/b.png', 'shop/c.png']
    assert '2 of 3 images were done before' in capsys.readouterr().err


def test_points_of_a_file_are_those_that_the_model_predicts(photos):
    predicted, read = [], []
    photos('shop/a.png').process(predicted.append)
    write_jsonl('found.jsonl', predicted[0].garments)
    assert photos('--points', 'found.jsonl').process(read.append) == 0
    (first,), (second,) = predicted[0].garments, read[0].garments
    np.testing.assert_allclose(second.keypoints, first.keypoints, atol=1e-3)
    assert (read[0].image == predicted[0].image).all()


def test_a_photo_that_is_given_twice_is_refused(photos):
    with pytest.raises(ValueError, match=r"'shop/a.png' is given twice"):
        photos('shop', 'shop/a.png')
