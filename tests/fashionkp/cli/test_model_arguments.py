"""Models of ``fashionkp predict``: names of fetched ones, and points from another model."""

import json

import numpy as np
import pytest
from deepfashion2_garments import save_random_checkpoint

from fashionkp.cli.main import main
from fashionkp.cli.model_arguments import joint_models
from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.images.writing import write_image
from fashionkp.model_zoo.catalogue import CATALOGUE, DEEPFASHION2


@pytest.fixture
def image(tmp_path):
    path = tmp_path / 'a.png'
    write_image(path, np.zeros((9, 9, 3), np.uint8))
    return str(path)


@pytest.fixture
def tiny(add_entry, hand_model):
    """The entry of an exported model that can be fetched."""
    return add_entry('tiny-skirts', {'model.onnx': hand_model.path.read_bytes()})


def error_of(capsys, *arguments):
    assert main([*arguments]) == 2
    error = capsys.readouterr().err
    assert error.count('\n') == 1
    return error


def test_a_fetched_model_by_name(tiny, image, hand_model, capsys):
    error = error_of(capsys, 'predict', image, '--model', 'tiny-skirts')
    assert 'tiny-skirts is not fetched: run "fashionkp models fetch tiny-skirts"' in error
    assert main(['models', 'fetch', 'tiny-skirts']) == 0
    capsys.readouterr()
    results = []
    for arguments in (
        ['--model', 'tiny-skirts'],
        ['--route', 'skirt=tiny-skirts', '--category', 'skirt'],
        ['--model', str(hand_model.path)],
    ):
        assert main(['predict', image, *arguments]) == 0
        results.append(capsys.readouterr().out)
    assert results[0] == results[2] != ''
    assert json.loads(results[1])['category'] == 'skirt'


@pytest.mark.parametrize('command', ['predict', 'serve'])
def test_an_unknown_name_gets_the_nearest(tiny, command, image, capsys):
    arguments = [image] if command == 'predict' else ['--port', '0']
    error = error_of(capsys, command, *arguments, '--model', 'tiny-skirt')
    assert 'did you mean tiny-skirts?' in error


def test_points_from_a_model_that_does_not_fit_or_is_not_fetched(
    tiny, image, hand_model, cache, capsys
):
    start = ['predict', image, '--model', str(hand_model.path), '--points-from']
    assert f'expected {DEEPFASHION2}' in error_of(capsys, *start, 'tiny-skirts')
    assert f'models fetch {DEEPFASHION2}' in error_of(capsys, *start, DEEPFASHION2)
    assert '--points-from' in error_of(
        capsys, *start, DEEPFASHION2, '--engine', 'ray', '-o', 'points'
    )


@pytest.mark.slow
def test_points_from_thirteen_fetched_models(add_entry, hand_model, image, tmp_path, capsys):
    pytest.importorskip('mmpose')
    path = tmp_path / 'random.pth'
    save_random_checkpoint(path)
    files = {file.name: path.read_bytes() for file in CATALOGUE[DEEPFASHION2].files}
    add_entry(DEEPFASHION2, files, digits=8)
    assert main(['models', 'fetch', DEEPFASHION2]) == 0
    capsys.readouterr()
    lines = []
    for extra in ([], ['--points-from', DEEPFASHION2]):
        command = ['predict', image, '--model', str(hand_model.path), '--category', 'skirt']
        assert main([*command, *extra]) == 0
        lines.append(json.loads(capsys.readouterr().out))
    before, after = (line['keypoints'] for line in lines)
    assert {name for name in before if before[name] != after[name]} == {*GARMENTS[9].points}


@pytest.mark.parametrize(
    ('models', 'weights', 'expected'),
    [
        ([], [], [(None, None)]),
        (['a.onnx', 'b.onnx'], [], [('a.onnx', None), ('b.onnx', None)]),
        ([], ['a.pth', 'b.pth'], [(None, 'a.pth'), (None, 'b.pth')]),
        (['cpn'], ['a.pth', 'b.pth'], [('cpn', 'a.pth'), ('cpn', 'b.pth')]),
        (['cpn', 'hrnet'], ['a.pth', 'b.pth'], [('cpn', 'a.pth'), ('hrnet', 'b.pth')]),
    ],
)
def test_several_models_are_paired_with_their_checkpoints(models, weights, expected):
    assert joint_models(models, weights) == expected


def test_models_without_a_checkpoint_each_are_refused():
    with pytest.raises(ValueError, match='2 times --model and 1 times --weights'):
        joint_models(['cpn', 'hrnet'], ['a.pth'])
