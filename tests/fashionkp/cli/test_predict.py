"""fashionkp predict: outputs, unreadable images and invalid input, with a fake model."""

import json
import subprocess
import sys

import cv2
import numpy as np
import pytest

from fashionkp.annotations import read_submission
from fashionkp.cli import predict
from fashionkp.cli.main import main
from fashionkp.inference.predictor import Predictor
from fashionkp.predictions.jsonl import read_jsonl


@pytest.fixture
def model(fake_model, monkeypatch):
    """The model that predicts, whatever the command line says."""
    model = fake_model()
    monkeypatch.setattr(predict, 'load_models', lambda options, heatmaps: model)
    monkeypatch.setattr(predict, 'load_detector', lambda options, device: None)
    return model


@pytest.fixture
def shop(tmp_path, image, monkeypatch):
    """The current folder: five images in shop/, the third one cut off."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / 'shop'
    folder.mkdir()
    for name in 'abcde':
        cv2.imwrite(str(folder / f'{name}.png'), image('skirt'))
    (folder / 'c.png').write_bytes((folder / 'c.png').read_bytes()[:60])
    return folder


def test_a_broken_image_is_reported_and_the_others_are_predicted(shop, model, capsys):
    assert main(['predict', 'shop', '--model', 'x.onnx', '--batch-size', '3']) == 1
    printed = capsys.readouterr()
    rows = [json.loads(line) for line in printed.out.splitlines()]
    assert [row['image'] for row in rows] == [f'shop/{name}.png' for name in 'abde']
    assert 'skipped: cannot read image shop/c.png: ' in printed.err
    assert '1 of 5 images could not be read' in printed.err
    assert '100% 5/5 ' in printed.err
    assert [len(batch) for batch in model.batches] == [3, 1]


def test_files_drawings_and_a_category(shop, model):
    command = ['predict', 'shop/[ab].png', '--model', 'x.onnx', '--category', 'dress']
    outputs = ['-o', 'out.jsonl', '-o', 'out.csv', '--draw', 'drawn', '--measurements']
    assert main([*command, *outputs]) == 0
    table = read_submission('out.csv')
    assert [*table.image_ids] == ['shop/a.png', 'shop/b.png']
    assert set(table.category_names) == {'dress'}
    (shop.parent / 'drawn').joinpath('shop/b.png').stat()
    rows = [json.loads(line) for line in (shop.parent / 'out.jsonl').read_text().splitlines()]
    assert [row['category'] for row in rows] == ['dress', 'dress']
    assert 'measurements' in rows[0]


def test_lengths_in_centimetres(shop, model, capsys):
    """The skirt is 40 x 60 pixels, its points at fifths of that; the last two are present."""
    command = ['predict', 'shop/a.png', '--model', 'x.onnx', '--category', 'skirt']
    assert main([*command, '--cm-per-pixel', '0.5']) == 0
    assert json.loads(capsys.readouterr().out)['measurements'] == {
        'waist': dict(pixels=None, cm=None, absent=['waistband_left', 'waistband_right']),
        'hem': dict(pixels=14.4, cm=7.2, absent=[]),
        'skirt_length': dict(pixels=None, cm=None, absent=['waistband_left', 'waistband_right']),
    }
    assert main([*command, '--reference', 'hem=28.8']) == 0
    assert json.loads(capsys.readouterr().out)['measurements']['hem']['cm'] == 28.8
    assert main([*command, '--reference', 'hem=-1']) == 2
    assert 'hem=-1' in capsys.readouterr().err


def test_the_categories_of_a_table(shop, model):
    (shop / 'test.csv').write_text('image_id,image_category\nb.png,blouse\na.png,skirt\n')
    assert main(['predict', 'shop/test.csv', '--model', 'x.onnx', '-o', 'out.csv']) == 0
    table = read_submission('out.csv')
    rows = zip(table.image_ids, table.category_names, strict=True)
    assert [*rows] == [('b.png', 'blouse'), ('a.png', 'skirt')]


def test_boxes_from_a_file(shop, model, capsys):
    (shop / 'boxes.json').write_text('{"shop/a.png": [[0, 0, 9, 9], [5, 5, 40, 60]]}')
    command = ['predict', 'shop/a.png', 'shop/b.png', '--model', 'x.onnx']
    assert main([*command, '--bboxes', 'shop/boxes.json']) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row['box'] for row in rows] == [[0, 0, 9, 9], [5, 5, 40, 60], [0, 0, 40, 60]]
    assert main([*command, '--bboxes', 'shop/boxes.json', '-o', 'out.csv']) == 2
    assert 'one garment for each image' in capsys.readouterr().err


def test_photos_are_never_replaced_by_drawings(shop, model, capsys, monkeypatch):
    before = {path: path.read_bytes() for path in shop.iterdir()}
    for folder, inputs in ((shop, ['a.png', 'b.png']), (shop.parent, ['shop'])):
        monkeypatch.chdir(folder)
        assert main(['predict', *inputs, '--model', 'x.onnx', '--draw', '.']) == 2
        assert 'a.png is not a drawing' in capsys.readouterr().err
    assert {path: path.read_bytes() for path in shop.iterdir()} == before
    assert model.batches == []


def test_drawings_in_the_folder_of_the_photos_are_not_drawn_again(shop, model, capsys):
    (shop / 'c.png').unlink()
    for _ in range(2):
        assert main(['predict', 'shop', '--model', 'x.onnx', '--draw', 'shop/drawn']) == 0
    assert len(list((shop / 'drawn').rglob('*.png'))) == 4
    assert '1 file skipped' in capsys.readouterr().err


def test_a_folder_without_images_names_what_it_has(shop, model, capsys):
    (shop / 'other').mkdir()
    (shop / 'other' / 'a.heic').touch()
    assert main(['predict', 'shop/other', '--model', 'x.onnx']) == 2
    assert '1 file skipped (1 .heic): shop/other/a.heic' in capsys.readouterr().err


def test_what_a_folder_has_besides_is_named_by_path_and_by_uri(shop, model, capsys, image):
    pytest.importorskip('pyarrow')
    (shop / 'c.png').unlink()
    (shop / '._a.png').write_bytes(b'...')
    (shop / 'f.heic').write_bytes(b'...')
    (shop / '.trash').mkdir()
    cv2.imwrite(str(shop / '.trash' / 'x.png'), image('skirt'))
    (shop.parent / 'linked').mkdir()
    cv2.imwrite(str(shop.parent / 'linked' / 'g.png'), image('skirt'))
    (shop / 'more').symlink_to(shop.parent / 'linked')
    for source in ('shop', f'file://{shop}'):
        assert main(['predict', source, '--model', 'x.onnx']) == 0
        printed = capsys.readouterr()
        images = [json.loads(line)['image'] for line in printed.out.splitlines()]
        assert [name.removeprefix(source) for name in images] == [
            *('/a.png', '/b.png', '/d.png', '/e.png', '/more/g.png')
        ]
        assert '3 files skipped (2 hidden, 1 .heic)' in printed.err
        assert f'{source}/f.heic' in printed.err


def test_an_output_that_is_an_input_is_refused(shop, model, capsys):
    table = shop / 'test.csv'
    table.write_text('image_id,image_category\na.png,skirt\n')
    (shop / 'link.csv').symlink_to(table)
    for output in ('shop/test.csv', 'shop/link.csv'):
        assert main(['predict', 'shop/test.csv', '--model', 'x.onnx', '-o', output]) == 2
        assert f'{output}: it is' in capsys.readouterr().err
    assert table.read_text().startswith('image_id')
    assert model.batches == []


def test_an_output_that_cannot_be_written_is_named_before_the_work(shop, model, capsys):
    for option in ('-o', '--draw'):
        output = 'shop/a.png/out.jsonl'
        assert main(['predict', 'shop/b.png', '--model', 'x.onnx', option, output]) == 2
        assert f'{output}: Not a directory' in capsys.readouterr().err
    assert model.batches == []


def test_a_broken_video_is_one_image_that_cannot_be_read(shop, model, capsys):
    (shop / 'a.mp4').write_bytes(b'no video')
    assert main(['predict', 'shop/a.mp4', '--model', 'x.onnx']) == 1
    assert '1 of 1 images could not be read' in capsys.readouterr().err


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        (['no.jpg'], 'no.jpg: no such file'),
        (['shop', '--category', 'hat'], "'hat'"),
        (['shop', '-o', 'a.txt'], 'a.txt: expected a name that ends in'),
        (['shop', '--batch-size', '0'], 'batch_size=0'),
        (['shop', '-o', 'a.csv', '--det-model', 'y'], 'a.csv: a submission has one garment'),
    ],
)
def test_invalid_input_is_refused_before_anything_is_written(
    shop, model, capsys, arguments, reason
):
    assert main(['predict', *arguments, '--model', 'x.onnx']) == 2
    assert reason in capsys.readouterr().err
    assert sorted(path.name for path in shop.parent.iterdir()) == ['shop']
    assert not model.batches


def test_without_a_model_the_starter_predicts_and_says_so(shop, capsys, caplog):
    main(['predict', 'shop'])
    assert 'using "starter"' in caplog.text
    assert '"category"' in capsys.readouterr().out


@pytest.mark.parametrize('route', ['skirt', '=x.onnx', 'skirt='])
def test_a_route_is_a_category_and_a_model(shop, capsys, route):
    with pytest.raises(SystemExit):
        main(['predict', 'shop', '--route', route])
    assert 'CATEGORY=MODEL[,CKPT]' in capsys.readouterr().err


def test_an_exported_model_does_not_go_with_options_for_pytorch(shop, capsys):
    command = ['predict', 'shop', '--model', 'a.onnx']
    for other in (['--route', 'skirt=cpn_r50_skirt,a.pth'], ['--weights', 'x']):
        assert main([*command, *other]) == 2
        assert 'a.onnx' in capsys.readouterr().err


def test_the_mirrored_view_is_that_of_the_exported_model(shop, hand_model, capsys):
    command = ['predict', 'shop/a.png', '--model', str(hand_model.path), '-o', 'a.jsonl']
    assert main([*command, '--flip']) == 2
    error = capsys.readouterr().err
    assert 'without the mirrored view' in error
    assert 'fashionkp export --flip' in error
    assert main([*command, '--no-flip']) == 0


def test_models_without_heatmaps_cannot_be_averaged(shop, hand_model, capsys):
    models = ['--model', str(hand_model.path)] * 2
    assert main(['predict', 'shop/a.png', *models, '-o', 'a.jsonl']) == 2
    assert 'there are no heatmaps' in capsys.readouterr().err


def test_an_exported_model_needs_no_torch(shop, hand_model):
    script = (
        'import sys\n'
        'from fashionkp.cli.main import main\n'
        "status = main(['predict', 'shop', '--model', sys.argv[1], '-o', 'a.jsonl'])\n"
        "heavy = [name for name in ('torch', 'mmengine', 'mmpose') if name in sys.modules]\n"
        'sys.exit(f"imported {heavy}" if heavy else status)\n'
    )
    command = [sys.executable, '-c', script, str(hand_model.path)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1, done.stderr
    found = read_jsonl(shop.parent / 'a.jsonl')
    assert [garment.image for garment in found] == [f'shop/{name}.png' for name in 'abde']
    expected = Predictor(hand_model.path)(shop / 'a.png')[0]
    assert found[0].category == expected.category
    np.testing.assert_allclose(found[0].keypoints, expected.keypoints, atol=1e-3)


def test_the_backend_of_an_exported_model(shop, hand_model, capsys):
    command = ['predict', 'shop/a.png', '--model', str(hand_model.path)]
    garments = []
    for backend in ([], ['--backend', 'onnxruntime'], ['--backend', 'openvino']):
        assert main([*command, *backend]) == 0
        garments.append(json.loads(capsys.readouterr().out))
    assert garments[0] == garments[1] == garments[2]
    assert main([*command, '--backend', 'tensorrt']) == 2
    assert 'one of onnxruntime, onnxruntime-gpu, openvino' in capsys.readouterr().err
    assert main(['predict', 'shop', '--weights', 'x.pth', '--backend', 'openvino']) == 2
    assert '--backend openvino runs exported models' in capsys.readouterr().err
