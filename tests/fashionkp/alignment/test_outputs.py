"""The folder of images: names, records, and files that are not replaced."""

import json
from dataclasses import replace

import numpy as np
import pytest

from fashionkp.alignment.align import align
from fashionkp.alignment.crop import crop
from fashionkp.alignment.outputs import LEFT_OUT, GarmentFolder, LeftOut
from fashionkp.alignment.transforms import transform_of
from fashionkp.predictions.files import read_predictions


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


@pytest.fixture
def made(garment, photo):
    return align(photo, garment('skirt'))


@pytest.fixture(params=['path', 'uri'])
def location(request, tmp_path):
    if request.param == 'path':
        return tmp_path / 'out'
    pytest.importorskip('pyarrow')
    return f'file://{tmp_path}/out'


def test_images_are_named_after_photos_and_records_are_predictions(
    location, tmp_path, made, garment
):
    folder = GarmentFolder(location, 'align', {})
    with folder:
        folder.check(['shop/a.webp', '../b.png'])
        assert folder.start() == set()
        folder.add('shop/a.webp', [[made], [LeftOut(garment('dress'), 'too few')], [made]])
        folder.add('../b.png', [[made]])
        assert folder.finish(['../b.png', 'shop/a.webp', 'shop/broken.jpg']) == (3, 1)
    names = ['up/b.png', 'shop/a.webp.jpg', 'shop/a.webp#3.jpg']
    assert [line['image'] for line in lines(tmp_path / 'out/align.jsonl')] == names
    assert all((tmp_path / 'out' / name).is_file() for name in names)
    (left_out,) = lines(tmp_path / 'out' / LEFT_OUT)
    assert left_out == dict(photo='shop/a.webp', garment=1, category='dress', reason='too few')
    assert folder.left_out == ['shop/a.webp (dress): too few']
    for record, found in zip(
        lines(tmp_path / 'out/align.jsonl'),
        read_predictions(tmp_path / 'out/align.jsonl'),
        strict=True,
    ):
        back = transform_of(record['transform']).to_photo(found.keypoints)
        np.testing.assert_allclose(back, garment('skirt').keypoints, atol=0.01)
        assert (found.size, record['residual']) == ((512, 512), 0)


def test_parts_have_subfolders(tmp_path, garment, photo):
    with GarmentFolder(tmp_path, 'crop', {}, parts=['hem', 'waist']) as folder:
        folder.check(['a.png'])
        folder.start()
        parts = [crop(photo, garment('skirt'), part) for part in ('hem', 'waist')]
        folder.add('a.png', [parts])
        folder.finish(['a.png'])
    records = lines(tmp_path / 'crop.jsonl')
    assert [(r['part'], r['image']) for r in records] == [
        ('hem', 'hem/a.png'),
        ('waist', 'waist/a.png'),
    ]


def test_points_of_a_table_are_sure(tmp_path, made):
    table = replace(
        made.garment, scores=np.full(4, np.nan), category_score=np.nan, category_probs={}
    )
    with GarmentFolder(tmp_path, 'align', {}) as folder:
        folder.add('a.png', [[replace(made, garment=table)]])
        folder.finish(['a.png'])
    (found,) = read_predictions(tmp_path / 'align.jsonl')
    assert (found.category_score, found.scores.tolist()) == (1, [1, 1, 1, 1])


def test_other_files_are_not_replaced(location, tmp_path, made):
    folder = GarmentFolder(location, 'align', {})
    (tmp_path / 'out').mkdir()
    (tmp_path / 'out/a.png').write_bytes(b'a photo')
    (tmp_path / 'out/b#2.png').write_bytes(b'a photo')
    with pytest.raises(ValueError, match=r'out/a.png: not an image of this command'):
        folder.check(['a.png'])
    with pytest.raises(ValueError, match=r'b#2.png: not an image of this command'):
        folder.add('b.png', [[made], [made]])
    folder.check(['b.png', 'new.png'])  # of the same command
    with pytest.raises(ValueError, match='not an image of this command'):
        GarmentFolder(location, 'crop', {}).check(['b.png'])
    with pytest.raises(ValueError, match=r"both '../a.jpg' and 'up/a.jpg' go there"):
        folder.check(['../a.jpg', 'up/a.jpg'])
