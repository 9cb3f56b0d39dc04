"""Folders of DeepFashion2, valid and malformed."""

import json

import pytest

from fashionkp.categories import KEYPOINTS
from fashionkp.cli.main import main
from fashionkp.formats.deepfashion2 import GARMENTS, read_deepfashion2


def garment(number, side=10, **changes):
    """Return an item whose landmark i is visible at (i, i + 100)."""
    count = GARMENTS[number].landmarks if number in GARMENTS else 4
    item = {
        'category_id': number,
        'bounding_box': [0, 0, side, side],
        'landmarks': [value for i in range(1, count + 1) for value in (i, i + 100, 2)],
    }
    return {**item, **changes}


@pytest.fixture
def save(tmp_path):
    def write(*files):
        (tmp_path / 'train' / 'annos').mkdir(parents=True)
        for number, data in enumerate(files, 1):
            text = data if isinstance(data, str) else json.dumps(data)
            (tmp_path / 'train' / 'annos' / f'{number:06}.json').write_text(text)
        return tmp_path / 'train'

    return write


@pytest.mark.parametrize('number', GARMENTS)
def test_landmarks_become_key_points(save, number):
    table = read_deepfashion2(save({'source': 'shop', 'pair_id': 1, 'item1': garment(number)}))
    assert table.image_ids.tolist() == ['image/000001.jpg']
    assert table.category_names.tolist() == [GARMENTS[number].category]
    for channel, name in enumerate(KEYPOINTS):
        landmark = GARMENTS[number].points.get(name)
        expected = [landmark, landmark + 100] if landmark else [-1, -1]
        assert table.keypoints[0, channel].tolist() == expected, name
        assert table.visibility[0, channel] == (1 if landmark else -1)


def test_coordinates_and_visibility_of_a_skirt(save):
    landmarks = [10, 20, 2, 15, 20, 2, 21, 22, 1, 0, 0, 0, 5, 90, 0, 15, 95, 2, 30, 91, 2, 0, 0, 0]
    table = read_deepfashion2(save({'item1': garment(9, landmarks=landmarks)}))
    ids = [KEYPOINTS.index(f'{part}_{side}') for part in ('waistband', 'hemline') for side in
           ('left', 'right')]  # fmt: skip
    assert table.keypoints[0, ids].tolist() == [[10, 20], [21, 22], [-1, -1], [30, 91]]
    assert table.visibility[0, ids].tolist() == [1, 0, -1, 1]
    assert table.image_roots[0].name == 'train'


def test_hidden_files_are_left_out_and_counted(save, caplog):
    folder = save({'item1': garment(9)})
    (folder / 'annos' / '._000001.json').write_bytes(b'\0\5\26\7\260')
    (folder / 'annos' / 'a.json').mkdir()
    (folder / 'annos' / '000001.json').rename(folder / 'annos' / '000001.JSON')
    assert read_deepfashion2(folder).image_ids.tolist() == ['image/000001.jpg']
    assert '1 hidden files' in caplog.text


def test_a_larger_garment_without_landmarks_is_left_out(save, caplog):
    empty = garment(1, side=50, landmarks=[0] * 3 * GARMENTS[1].landmarks)
    table = read_deepfashion2(save({'item1': empty, 'item2': garment(9)}, {'item1': empty}))
    assert table.category_names.tolist() == ['skirt', GARMENTS[1].category]
    assert (table.visibility >= 0).any(1).tolist() == [True, False]
    assert '1 without landmarks' in caplog.text


def test_the_largest_garment_is_read_and_the_others_are_counted(save, caplog):
    folder = save(
        {'item1': garment(1, side=5), 'item2': garment(9, side=8), 'item3': garment(14, side=9)},
        {'source': 'user'},
    )
    table = read_deepfashion2(folder)
    assert table.category_names.tolist() == ['skirt']
    assert caplog.messages == [
        'left out: 1 beside a larger garment, 1 images without a garment, 1 of other categories'
    ]


@pytest.mark.parametrize(
    ('data', 'message'),
    [
        ('', 'Expecting value'),
        ([], r'\[\]: expected an object'),
        ({'item1': 3}, 'item1 = 3: expected an object'),
        ({'item1': garment('9')}, r"item1\.category_id = '9': expected an integer"),
        ({'item2': garment(9, landmarks=[1, 2, 2])}, r'item2\.landmarks = .*24 numbers, got 3'),
        ({'item1': garment(9, landmarks=None)}, r'item1\.landmarks = .*None.*24 numbers'),
        (
            {'item1': garment(9, landmarks=[1, 2, 3] * 8)},
            r'landmarks = \[1\.0, 2\.0, 3\.0\]: .*landmark 1',
        ),
        (
            {'item1': garment(9, landmarks=[-1, 2, 2] * 8)},
            r'landmarks = \[-1\.0, 2\.0, 2\.0\]: .*landmark 1',
        ),
        ({'item1': garment(9, bounding_box=[0, 0, True, 1])}, r'item1\.bounding_box = '),
    ],
)
def test_an_invalid_field_is_named_with_its_file(save, data, message):
    folder = save({'item1': garment(9)}, data)
    with pytest.raises(ValueError, match=rf'1 malformed files\n.*000002\.json: .*{message}'):
        read_deepfashion2(folder)


def test_a_folder_without_annotations(tmp_path):
    with pytest.raises(FileNotFoundError, match='expected train or validation'):
        read_deepfashion2(tmp_path)


def test_the_command_writes_a_table_beside_links_to_the_images(save, tmp_path, capsys):
    folder = save({'item1': garment(8)})
    (folder / 'image').mkdir()
    (folder / 'image' / '000001.jpg').write_bytes(b'image')
    out = tmp_path / 'out' / 'train.csv'
    assert main(['convert', str(folder), '--from', 'deepfashion2', '-o', str(out)]) == 0
    assert '9_109_1' in out.read_text()
    assert (out.parent / 'image' / '000001.jpg').read_bytes() == b'image'
    assert capsys.readouterr().out == f'{out}: 1 images\n'
