"""The command line of fashionkp predict as options."""

import pytest

from fashionkp.cli.predict_arguments import read_options
from fashionkp.measurements import Reference


def test_by_default_there_is_no_detector_and_there_are_no_lengths():
    options = read_options(['a', 'b', '--model', 'm.onnx'])
    assert options.inputs == ('a', 'b')
    assert (options.detector, options.measurements, options.boxes) == (None, None, {})
    assert not options.several_garments


def test_all_models_and_the_detector():
    models = ['--model', 'm', '--weights', 'm.pth']
    models += ['--route', 'skirt=s,s.pth', '--route', 'dress=,d.pth']
    detector = ['--det-model', 'rtmdet', '--det-cat-ids', '0', '2', '--bbox-thr', '0.5']
    options = read_options(['a', *models, *detector, '--cfg-options', 'a=1', 'b=2'])
    assert (options.models.model, options.models.weights) == ('m', 'm.pth')
    assert options.models.routes == {'skirt': ('s', 's.pth'), 'dress': (None, 'd.pth')}
    assert options.models.cfg_options == ('a=1', 'b=2')
    assert (options.detector.classes, options.detector.threshold) == ((0, 2), 0.5)
    assert options.several_garments


@pytest.mark.parametrize(
    ('options', 'names'),
    [
        (['--bbox-thr', '0'], '--bbox-thr'),
        (['--det-weights', 'd.pth', '--det-cat-ids', '0'], '--det-weights, --det-cat-ids'),
    ],
)
def test_options_of_a_detector_need_one(options, names):
    with pytest.raises(ValueError, match=f'^{names}: .* --det-model$'):
        read_options(['a', '--model', 'm.onnx', *options])
    assert read_options(['a', '--model', 'm.onnx', '--det-model', 'd']).detector.threshold == 0.3


def test_a_known_size_adds_lengths():
    options = read_options(['a', '--model', 'm.onnx', '--measurements'])
    assert options.measurements == Reference()
    options = read_options(['a', '--model', 'm.onnx', '--cm-per-pixel', '0.5'])
    assert options.measurements == Reference(cm_per_pixel=0.5)


def test_boxes_are_read(tmp_path):
    path = tmp_path / 'boxes.json'
    path.write_text('{"a.jpg": [[0, 0, 9, 9], [0, 0, 2, 2]]}')
    options = read_options(['a', '--model', 'm.onnx', '--bboxes', str(path)])
    assert len(options.boxes['a.jpg']) == 2
    assert options.several_garments


@pytest.mark.parametrize('option', ['--refine-crop', '--second-look'])
def test_both_spellings_of_the_second_pass(option):
    assert read_options(['a', '--model', 'm.onnx', option]).models.refine_crop


@pytest.mark.parametrize('option', ['--draw', '--heatmaps'])
def test_drawings_go_to_a_folder_on_this_machine(option, capsys):
    with pytest.raises(SystemExit):
        read_options(['a', '--model', 'm.onnx', option, 's3://bucket/drawn'])
    assert f'{option}: s3://bucket/drawn: expected a folder' in capsys.readouterr().err
