"""What the commands that make images of garments share."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.cli.main import main

COMMANDS = ('align', 'crop')


@pytest.fixture
def shop(tmp_path, monkeypatch, csv_row, csv_file):
    monkeypatch.chdir(tmp_path)
    points = dict(waistband_left='30_20_1', waistband_right='70_20_1')
    points |= dict(hemline_left='20_90_1', hemline_right='80_90_1')
    csv_file(csv_row('skirt', 'a', **points), name='shop/train.csv')
    (tmp_path / 'shop/Images/skirt').mkdir(parents=True)
    cv2.imwrite('shop/Images/skirt/a.jpg', np.full((100, 100, 3), 90, np.uint8))
    return tmp_path / 'shop'


@pytest.mark.parametrize('command', COMMANDS)
def test_photos_are_never_replaced(shop, command, capsys):
    photo = (shop / 'Images/skirt/a.jpg').read_bytes()
    (shop / 'whole').symlink_to(shop)  # where crop would write
    assert main([command, '--points', 'shop/train.csv', '-o', 'shop']) == 2
    assert 'not an image of this command' in capsys.readouterr().err
    assert (shop / 'Images/skirt/a.jpg').read_bytes() == photo


@pytest.mark.parametrize('command', COMMANDS)
def test_a_second_run_replaces_the_first_and_does_not_take_its_images_as_photos(shop, command):
    argv = [command, 'shop', '--points', 'shop/train.csv', '-o', 'shop/out']
    assert main(argv) == 0
    first = (shop / f'out/{command}.jsonl').read_bytes()
    assert main(argv) == 0
    assert (shop / f'out/{command}.jsonl').read_bytes() == first


@pytest.mark.parametrize('command', COMMANDS)
def test_a_folder_by_uri_has_the_files_of_one_by_path(shop, command, capsys):
    pytest.importorskip('pyarrow')
    (shop / '100% new').mkdir()
    (shop / 'Images/skirt/a.jpg').rename(shop / '100% new/a #1?.jpg')
    table = (shop / 'train.csv').read_text()
    (shop / 'train.csv').write_text(table.replace('Images/skirt/a.jpg', '100% new/a #1?.jpg'))
    argv = [command, '--points', 'shop/train.csv', '-o']
    location = f'{shop.parent.as_uri()}/stored'
    assert main([*argv, 'local']) == main([*argv, location]) == main([*argv, location]) == 0
    assert f'{location}: 1 images, 0 left out' in capsys.readouterr().out
    made, local = (
        {path.relative_to(folder): path.read_bytes() for path in folder.rglob('*.*')}
        for folder in (shop.parent / 'stored', Path('local'))
    )
    assert made == local
    assert len(made) == 3
    assert {path.name for path in shop.parent.iterdir()} == {'shop', 'local', 'stored'}


@pytest.mark.parametrize('command', COMMANDS)
def test_help(command, capsys):
    with pytest.raises(SystemExit):
        main([command, '--help'])
    assert '--points FILE' in capsys.readouterr().out
