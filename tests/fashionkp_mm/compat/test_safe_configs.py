"""Tests of reading configs in checkpoints as data."""

import sys
from pathlib import Path

import pytest
from mmengine.config import Config
from mmpose.datasets.datasets.utils import parse_pose_metainfo

from fashionkp_mm.compat import UnsafeConfigError, install
from fashionkp_mm.compat.safe_configs import config_from_text

pytestmark = pytest.mark.faults

ROOT = Path(__file__).parents[3]
# The joint leaf of each recipe; the others differ in the names of categories and numbers alone.
LEAVES = [
    pytest.param(path, id=path.stem, marks=() if path.stem.endswith('_all') else pytest.mark.slow)
    for path in sorted(ROOT.glob('configs/[!_]*/*.py'))
]

CONFIG = dict(
    default_scope='mmpose',
    custom_imports=dict(imports=['fashionkp_mm'], allow_failed_imports=False),
    model=dict(
        type='TopdownPoseEstimator',
        backbone=dict(type='mmdet.CSPNeXt', expand_ratio=0.5, channel_attention=True),
        data_preprocessor=dict(type='PoseDataPreprocessor', mean=[123.675, -1.5e-07, 0]),
        head=None,
        test_cfg=dict(nms=dict(type='nms', iou_threshold=0.65), max_value=float('inf')),
    ),
    joints={0: 'a b', '1-c': ("it's", '"q"'), 'empty': {}},
    pipeline=[dict(type='LoadImage'), dict(type='mmdet.YOLOXHSVRandomAug'), [1, (2, 3)], ()],
    metainfo=dict(from_file='configs/_base_/datasets/coco.py'),
    note='two\nlines and a \\ backslash',
    ids={1, 2},
)


def test_the_text_that_mmengine_writes_is_read():
    text = Config(CONFIG).pretty_text
    assert config_from_text(text).to_dict() == CONFIG


@pytest.mark.parametrize('path', LEAVES)
def test_the_text_of_every_config_is_read(path):
    config = Config.fromfile(path, format_python_code=False)
    assert config_from_text(config.pretty_text).to_dict() == config.to_dict()


@pytest.mark.parametrize(
    ('text', 'named'),
    [
        ('import os', 'Import `import os`'),
        ("a = 1\nb = __import__('os').system('true')", r'line 2 holds Call `__import__'),
        ("print('x')", 'Expr'),
        ('a = [b for b in (1, 2)]', 'ListComp'),
        ('a = dict(b=open)', 'Name `open`'),
        ('a = dict(**b)', r'\*\*b'),
        ('a = dict([(1, 2)])', r'dict\('),
        ('a = {**dict(b=1)}', 'Dict'),
        ("a = f'{1 + 1}'", 'JoinedStr'),
        ('a = lambda: 0', 'Lambda'),
        ('a.b = 1', 'Assign `a.b = 1`'),
        ('def f():\n    pass', 'FunctionDef'),
        ('if True:\n    a = 1', 'If'),
        ("_base_ = './other.py'", '_base_'),
        ("custom_imports = dict(imports=['antigravity'])", 'antigravity'),
        ("custom_imports = dict(imports='antigravity')", 'antigravity'),
        ("model = dict(type='os.system', command='true')", r"type='os\.system'"),
        ("model = dict(type='subprocess.Popen', args=['true'])", r'subprocess\.Popen'),
        ("model = dict(type='mmengine.load', file='x.pkl')", r'mmengine\.load'),
        ("model = dict(type='mmengine.runner.runner.os.system')", 'os'),
        ("model = dict(type='mmpose.digit_version', version='1')", r'mmpose\.digit_version'),
        ("model = dict(type='antigravity')", 'antigravity'),
        ('model = [dict(nms=dict(type=\'__import__("os")\'))]', 'type='),
        ("data = dict(collate_fn='os.system')", 'collate_fn'),
        ("default_scope = 'antigravity'", 'default_scope'),
        ("model = dict(_scope_='antigravity')", '_scope_'),
        ("data = dict(metainfo=dict(from_file='evil.py'))", 'from_file'),
        ("data = dict(from_file='configs/_base_/datasets/../../../evil.py')", 'from_file'),
        ("dataset_type = 'antigravity.fly'", r"dataset_type='antigravity\.fly'"),
        ("loader = dict(worker_init_fn=dict(type='antigravity.fly'))", 'antigravity'),
        ("loader = dict(worker_init_fn='antigravity.fly')", 'worker_init_fn'),
        ("model = dict(teacher_cfg='evil.py')", r"teacher_cfg='evil\.py' names a file to run"),
        ("model = dict(a=['x/evil.yaml'])", r"a='x/evil\.yaml' names a file to run"),
        ("_base_ = ['https://127.0.0.1/evil.py']", '_base_'),
        ("_base_ = '::mmpose/../../evil.py'", '_base_'),
        ('from mmengine.config import read_base', 'ImportFrom'),
        ('with read_base():\n    from .evil import *', 'With'),
        ('a = {{_base_.a}}', 'Attribute `_base_'),
        ('a = {[1]: 2}', r'line 1 has `\[1\]` as a key'),
        ('a = {(1, [2])}', 'as a key or in a set'),
        ("a = b'' if open('evil') else 1", 'IfExp'),
        ("a = (b := open('evil'))", 'NamedExpr'),
        ("a = 'x'.__class__", 'Attribute'),
        ("a = dict(b=1).update(open('evil'))", 'Call'),
        ('a = 9 ** 9 ** 9', 'BinOp'),
        ('a = 1\0', 'cannot be read'),
        ('a = (', 'cannot be read'),
    ],
)
def test_anything_but_data_is_refused_and_named(text, named):
    with pytest.raises(UnsafeConfigError, match=named):
        Config.fromstring(text, '.py')
    assert 'antigravity' not in sys.modules


@pytest.mark.parametrize('text', [b'a = 1', None])
def test_anything_but_text_is_refused(text):
    with pytest.raises(UnsafeConfigError, match='expected text'):
        Config.fromstring(text, '.py')


def test_environment_variables_are_not_filled_in(monkeypatch):
    # MMEngine does so when it reads a file
    monkeypatch.setenv('SECRET', 'secret')
    text = "a = '{{$SECRET:x}}'\nb = '{{ fileDirname }}'"
    assert config_from_text(text).to_dict() == {'a': '{{$SECRET:x}}', 'b': '{{ fileDirname }}'}


def test_metainfo_is_that_of_the_installed_package(tmp_path, monkeypatch):
    # MMPose prefers files below the working directory
    evil = tmp_path / 'configs' / '_base_' / 'datasets' / 'coco.py'
    evil.parent.mkdir(parents=True)
    evil.write_text('raise RuntimeError')
    monkeypatch.chdir(tmp_path)
    text = "data = dict(metainfo=dict(from_file='configs/_base_/datasets/coco.py'))"
    file = Path(Config.fromstring(text, '.py').data.metainfo.from_file)
    assert parse_pose_metainfo(dict(from_file=str(file)))['dataset_name'] == 'coco'
    assert tmp_path not in file.parents


def test_a_checkpoint_does_not_choose_where_images_go():
    backends = [dict(type='LocalVisBackend', save_dir='/etc')]
    config = Config(dict(visualizer=dict(type='Visualizer', vis_backends=backends), a=[1, (2,)]))
    read = Config.fromstring(config.pretty_text, '.py')
    assert read.to_dict() == dict(visualizer=dict(type='Visualizer'), a=[1, (2,)])


def test_other_formats_are_read_as_before():
    assert Config.fromstring('{"a": [1, 2]}', '.json').a == [1, 2]


def test_files_are_run_as_before(tmp_path):
    path = tmp_path / 'config.py'
    path.write_text('width = max(1, 2)\n')
    install()
    assert Config.fromfile(path).width == 2
