"""``fashionkp convert``."""

import json

import cv2
import numpy as np
import pytest

from fashionkp.cli.main import main


@pytest.fixture
def table(csv_row, csv_file):
    return csv_file(csv_row('skirt', 'a', hemline_left='1_2_0'), csv_row('dress', 'b'))


def test_a_table_is_converted_there_and_back(table, tmp_path, capsys):
    coco, back = tmp_path / 'a.json', tmp_path / 'b.csv'
    assert main(['convert', str(table), '-o', str(coco), '--no-sizes']) == 0
    assert main(['convert', str(coco), '-o', str(back)]) == 0
    assert back.read_bytes() == table.read_bytes()
    assert capsys.readouterr().out == f'{coco}: 2 images\n{back}: 2 images\n'


def test_the_folder_of_an_archive_means_its_tables(table, tmp_path):
    by_table, by_folder = tmp_path / 'a.json', tmp_path / 'b.json'
    assert main(['convert', str(table), '-o', str(by_table), '--no-sizes']) == 0
    assert main(['convert', str(table.parent), '-o', str(by_folder), '--no-sizes']) == 0
    assert by_folder.read_bytes() == by_table.read_bytes()


def test_missing_images_are_an_error(table, tmp_path, capsys):
    assert main(['convert', str(table), '-o', str(tmp_path / 'a.json')]) == 2
    assert '--no-sizes' in capsys.readouterr().err


@pytest.mark.parametrize(
    'names',
    [
        ('a.csv', 'b.csv'),
        ('a.json', 'b.json'),
        ('a.csv', 'b.txt'),
        ('a.txt', 'b.csv'),
        ('a.csv', 'a.json', 'b'),
        ('a.json', 'a.json', 'b.csv'),
    ],
)
def test_unclear_formats_are_refused(names, tmp_path, capsys):
    *sources, output = (str(tmp_path / name) for name in names)
    assert main(['convert', *sources, '-o', output]) == 2
    assert 'expected .csv files' in capsys.readouterr().err


def test_options_for_json_are_refused_for_tables(tmp_path, capsys):
    arguments = ['convert', str(tmp_path / 'a.json'), '-o', str(tmp_path / 'b.csv'), '--no-sizes']
    assert main(arguments) == 2
    assert 'a table has no sizes' in capsys.readouterr().err


def test_rounding_is_logged(table, tmp_path, caplog):
    coco, back = tmp_path / 'a.json', tmp_path / 'b.csv'
    main(['convert', str(table), '-o', str(coco), '--no-sizes'])
    data = json.loads(coco.read_text())
    data['annotations'][0]['keypoints'][6:8] = [1.25, 2]
    coco.write_text(json.dumps(data))
    assert main(['convert', str(coco), '-o', str(back)]) == 0
    assert back.read_bytes() == table.read_bytes()
    assert caplog.messages == ['rounded 1 key points to whole pixels']


def test_options_for_other_formats_are_refused(table, tmp_path, capsys):
    arguments = ['convert', str(table), '-o', str(tmp_path / 'b.json'), '--category', 'skirt']
    assert main(arguments) == 2
    assert '--category is for YOLO' in capsys.readouterr().err


WIDE = 'image,category,hemline_left_x,hemline_left_y,hemline_right\nshots/a.jpg,skirt,1.4,2,3 4 0\n'


def test_a_wide_table(tmp_path, caplog):
    shop, out = tmp_path / 'shop', tmp_path / 'out'
    (shop / 'shots').mkdir(parents=True)
    (shop / 'shots' / 'a.jpg').write_bytes(b'a')
    (shop / 'wide.csv').write_text(WIDE)
    arguments = ['convert', str(shop / 'wide.csv'), '--from', 'wide', '-o']
    assert main([*arguments, str(out / 'train.csv')]) == 0
    assert '1_2_1,3_4_0' in (out / 'train.csv').read_text()
    assert caplog.messages == ['rounded 1 key points to whole pixels']
    assert (out / 'shots' / 'a.jpg').read_bytes() == b'a'
    assert main([*arguments, str(shop / 'wide.csv')]) == 2
    assert (shop / 'wide.csv').read_text() == WIDE


def test_a_data_set_for_yolo(csv_row, csv_file, tmp_path, capsys):
    names = [f'{i:032x}' for i in range(30)]
    rows = [csv_row('skirt', name, hemline_left='1_2_0') for name in names[1:]]
    table = csv_file(csv_row('skirt', names[0]), *rows, csv_row('dress', 'x'))
    for name in names:
        path = tmp_path / 'Images' / 'skirt' / f'{name}.jpg'
        path.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(path), np.zeros((4, 4, 3), np.uint8))
    out = tmp_path / 'yolo'
    assert main(['convert', str(table), '-o', str(out), '--category', 'skirt']) == 0
    assert len(list(out.glob('labels/*/skirt/*.txt'))) == 29
    printed = capsys.readouterr().out.splitlines()
    assert printed[0].startswith(f'{out}: 2')
    assert printed[1] == '1 rows without an annotated point are left out'


def test_a_coco_file_of_another_program(tmp_path, caplog, capsys):
    """Several garments in an image stay together, except in a table, which has one per image."""
    (tmp_path / 'shots').mkdir()
    cv2.imwrite(str(tmp_path / 'shots' / 'a.jpg'), np.zeros((4, 9, 3), np.uint8))
    points = [[1, 1, 2, 2, 2, 1], [1, 1, 2, 4, 4, 1]]
    annotations = [{'image_id': 'x', 'category_id': 1, 'keypoints': cells} for cells in points]
    data = {
        'images': [{'id': 'x', 'file_name': 'https://shop.com/raw/a.jpg'}],
        'annotations': annotations,
        'categories': [{'id': 1, 'name': 'Rock', 'keypoints': ['hem', 'hemline_right']}],
    }
    source, names = tmp_path / 'foreign.json', tmp_path / 'names.toml'
    source.write_text(json.dumps(data))
    names.write_text('[categories]\nRock = "skirt"\n[keypoints]\nhem = "hemline_left"\n')
    arguments = ['convert', str(source), '--map', str(names), '--images', str(tmp_path / 'shots')]
    assert main([*arguments, '-o', str(tmp_path / 'b.csv')]) == 0
    assert (tmp_path / 'a.jpg').samefile(tmp_path / 'shots' / 'a.jpg')
    assert ',1_1_1,4_4_0,' in (tmp_path / 'b.csv').read_text()
    assert 'garments beside a larger one' in caplog.text
    assert main([*arguments, '--from', 'coco', '-o', str(tmp_path / 'yolo')]) == 2  # no validation
    assert main(['convert', str(tmp_path / 'b.csv'), '--map', str(names), '-o', 'c.json']) == 2
    assert '--map is for files of other programs' in capsys.readouterr().err
