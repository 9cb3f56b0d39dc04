"""The tables of docs/performance.md state what its benchmarks wrote."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FIGURES = ROOT / 'benchmarks' / 'figures'
PAGE = (ROOT / 'docs' / 'performance.md').read_text(encoding='utf-8')
MODELS = ('cpn_lite0_all', 'rtmpose_m_all', 'cpn_r50_all')


def figures(name: str) -> dict:
    return json.loads((FIGURES / f'{name}.json').read_text())['figures']


def rows(heading: str) -> dict[str, list[str]]:
    """Return the cells of a section's first table by those of its first column."""
    section = re.split(r'^## ', PAGE.split(f'\n## {heading}\n')[1], flags=re.MULTILINE)[0]
    lines = [line for line in section.splitlines() if line.startswith('|')]
    cells = [[cell.strip() for cell in line.strip('|').split('|')] for line in lines]
    return {first: rest for first, *rest in cells}


PREDICT = {
    '`MMPoseInferencer`, for comparison': 'MMPoseInferencer',
    '`fashionkp predict photos --model model.onnx`': 'ONNX Runtime, float32, batch 16',
    'the same, exported with `--int8`': 'ONNX Runtime, int8, batch 16',
    '`fashionkp predict photos --model model.onnx --backend openvino`': (
        'OpenVINO, float32, batch 16'
    ),
    'the same, exported with `--int8`, OpenVINO': 'OpenVINO, int8, batch 16',
    '`fashionkp predict photos --weights best.pth`, in PyTorch': (
        'FashionInferencer, float32, batch 16'
    ),
}


@pytest.mark.parametrize(('row', 'variant'), PREDICT.items())
def test_prediction_at_a_glance(row, variant):
    measured = figures('inference')['cpn_lite0_all'][variant]
    speed, ratio, *_ = rows('At a glance')[row]
    assert speed == f'{1000 / measured["ms"]:.1f}'
    assert ratio == f'{measured["times_mmpose"]:.1f}'


TRAIN = {
    'the same training with stock MMPose': 'stock float32',
    '`fashionkp train cpn_lite0_dress`': 'float32',
    '`fashionkp train cpn_lite0_dress --amp`': 'bfloat16',
}


@pytest.mark.parametrize(('row', 'side'), TRAIN.items())
def test_training_at_a_glance(row, side):
    measured = figures('train')['cpn_lite0_dress'][side]
    speed, ratio, *_ = rows('At a glance')[row]
    assert speed == f'{measured["images_per_second"]:.1f}'
    assert ratio == f'{measured["times_stock"]:.1f}'


FILES = {
    '`MMPoseInferencer`': 'MMPoseInferencer',
    '`FashionInferencer`, float32, one by one': 'FashionInferencer, float32, batch 1',
    '`FashionInferencer`, float32, 16 at a time': 'FashionInferencer, float32, batch 16',
    '`FashionInferencer`, bfloat16, 16 at a time': 'FashionInferencer, bfloat16, batch 16',
    'ONNX Runtime, float32, one by one': 'ONNX Runtime, float32, batch 1',
    'ONNX Runtime, float32, 16 at a time': 'ONNX Runtime, float32, batch 16',
    'ONNX Runtime, int8, 16 at a time': 'ONNX Runtime, int8, batch 16',
    'OpenVINO, float32, 16 at a time': 'OpenVINO, float32, batch 16',
    'OpenVINO, int8, 16 at a time': 'OpenVINO, int8, batch 16',
}


@pytest.mark.parametrize(('row', 'variant'), FILES.items())
def test_from_file_to_points(row, variant):
    measured = [figures('inference')[model][variant] for model in MODELS]
    expected = [f'{m["ms"]:.3g} ({m["times_mmpose"]:.1f})' for m in measured]
    if variant == 'MMPoseInferencer':
        expected = [f'{m["ms"]:.3g}' for m in measured]
    assert rows('From file to points')[row] == expected


def test_other_libraries():
    table = rows('Other libraries')
    measured = figures('comparison')
    assert {*measured} < {*table}
    for name, row in measured.items():
        expected = [row['GFLOP'], row['ms'], row['images_per_second'], row['times_mmpose']]
        assert [float(cell) for cell in table[name]] == pytest.approx(expected, abs=0.051)


def test_growth():
    table = rows('Data')
    for name, by_rows in figures('growth').items():
        assert table[name] == [f'{value:.2f}' for value in by_rows.values()]
