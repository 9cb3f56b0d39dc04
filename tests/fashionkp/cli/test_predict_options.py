"""Options of fashionkp predict: which go together, and what results depend on."""

from dataclasses import replace

import pytest

from fashionkp.cli.predict_arguments import read_options
from fashionkp.measurements import Reference


@pytest.fixture
def options(tmp_path, monkeypatch):
    """Options of a run with an exported model, whose file has the content 1."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / 'a.onnx').write_bytes(b'1')
    (tmp_path / 'b.onnx').write_bytes(b'2')
    return read_options(['shop', '--model', 'a.onnx', '-o', 'out.jsonl'])


def test_settings_state_what_changes_results(options):
    models = options.models
    others = [
        replace(options, models=replace(models, model='b.onnx')),
        replace(options, models=replace(models, routes={'skirt': ('b.onnx', None)})),
        replace(options, models=replace(models, scales=(1.0, 1.1))),
        replace(options, models=replace(models, refine_crop=True)),
        replace(options, models=replace(models, any_rotation=True)),
        replace(options, models=replace(models, flip=False)),
        replace(options, models=replace(models, cfg_options=('a=1',))),
        replace(options, models=replace(models, weights='a.pth')),
        replace(options, category='skirt'),
        replace(options, boxes={'a.jpg': [[0, 0, 1, 1]]}),
        replace(options, measurements=Reference()),
        replace(options, measurements=Reference({'hem': 3})),
    ]
    texts = [str(sorted(each.settings().items())) for each in (options, *others)]
    assert len({*texts}) == len(texts)


def test_settings_do_not_depend_on_what_changes_no_result(options, tmp_path):
    same = replace(options, batch_size=3, outputs=('a',), engine='ray', workers=2, resume=True)
    assert same.settings() == options.settings()
    (tmp_path / 'c.onnx').write_bytes(b'1')
    same = replace(options, models=replace(options.models, model='c.onnx'))
    assert same.settings() == options.settings()


def test_settings_are_those_of_results_from_earlier_versions(options):
    assert options.settings() == {
        'model': '6b86b273ff34fce1',  # SHA-256 of 1
        'scales': '[1.0]',
        'second_look': 'false',
        'measurements': 'null',
        'category': 'null',
        'bboxes': '{}',
    }
    long = replace(options, boxes={'a' * 60: []})
    assert len(long.settings()['bboxes']) == 16


@pytest.mark.parametrize(
    ('arguments', 'reason'),
    [
        (['--model', 'a.onnx', '--resume'], '--resume: expected -o'),
        (['--model', 'a.onnx', '--workers', '2'], '--workers'),
        (['--weights', 'x.pth', '--backend', 'openvino'], '--backend openvino'),
        (['--model', 'cpn'], 'cpn: no weights: .*--model cpn --weights CKPT'),
        (['--route', 'skirt=cpn'], 'cpn: no weights: .*--route skirt=cpn,CKPT'),
        (['--model', 'A.ONNX', '--cfg-options', 'a=1'], 'A.ONNX .*--cfg-options'),
        (['--model', 'best.pth'], 'best.pth is a checkpoint: .*--weights best.pth'),
        (['--weights', 'a.onnx'], 'a.onnx is an exported model: .*--model a.onnx'),
        (['--route', 'skirt=,a.onnx'], 'a.onnx is an exported model: .*--route skirt=a.onnx'),
        (['--route', 'skirt=best.pth'], 'best.pth is a checkpoint: .*--route skirt=,best.pth'),
        (['--model', 'a.onnx', '--weights', 'x'], 'a.onnx .*weights'),
        (['--model', 'a.onnx', '--cfg-options', 'a=1'], 'a.onnx .*--cfg-options'),
        (['--model', 'a.onnx', '--route', 'skirt=cpn,x.pth'], 'a.onnx .*config'),
        (['--model', 'a.onnx', '--engine', 'ray'], '--engine ray: expected -o'),
        (
            ['--model', 'a.onnx', '--model', 'b.onnx', '--engine', 'ray', '-o', 'out'],
            '--engine ray does not go with several --model',
        ),
        (['--model', 'a.onnx', '--model', 'cpn'], 'cpn: no weights'),
        (
            ['--model', 'a.onnx', '--engine', 'ray', '-o', 'out', '--heatmaps', 'maps'],
            '--engine ray does not go with --heatmaps',
        ),
        (
            ['--model', 'a.onnx', '--engine', 'ray', '-o', 'out', '--device', 'cuda:1'],
            '--engine ray does not go with --device cuda:1',
        ),
        (['--heatmaps', 'x', '--scales', '1.1'], '--heatmaps does not go with --scales'),
        (['--heatmaps', 'x', '--refine-crop'], '--heatmaps does not go with --refine-crop'),
        (['--heatmaps', 'x', '--any-rotation'], '--heatmaps does not go with --any-rotation'),
        (['--heatmaps', 'x', '--draw', './x'], '--draw and --heatmaps x: .*different folders'),
        (
            ['--model', 'cpn', '--weights', 'x', '--engine', 'ray', '-o', 'out'],
            '--engine ray: cpn: ',
        ),
    ],
)
def test_options_that_do_not_go_together_are_refused_by_name(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        read_options(['shop', *arguments])
