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


def at_a_glance() -> dict[str, tuple[float, float]]:
    """Return images per second and times stock MMPose, by row of the first table."""
    predict = figures('inference')['cpn_lite0_all']
    train = figures('train')['cpn_lite0_dress']
    predicted = {
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
    trained = {
        'the same training with stock MMPose': 'stock float32',
        '`fashionkp train cpn_lite0_dress`': 'float32',
        '`fashionkp train cpn_lite0_dress --amp`': 'bfloat16',
    }
    return {
        row: (1000 / predict[name]['ms'], predict[name]['times_mmpose'])
        for row, name in predicted.items()
    } | {
        row: (train[side]['images_per_second'], train[side]['times_stock'])
        for row, side in trained.items()
    }


def test_at_a_glance():
    table = rows('At a glance')
    for row, measured in at_a_glance().items():
        assert table[row][:2] == [f'{value:.1f}' for value in measured], row


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


def milliseconds(measured: dict[str, float], variant: str) -> str:
    text = f'{measured["ms"]:.1f}' if measured['ms'] < 100 else f'{measured["ms"]:.0f}'
    return text if variant == 'MMPoseInferencer' else f'{text} ({measured["times_mmpose"]:.1f})'


@pytest.mark.parametrize(('row', 'variant'), FILES.items())
def test_from_file_to_points(row, variant):
    measured = [figures('inference')[model][variant] for model in MODELS]
    assert rows('From file to points')[row] == [milliseconds(m, variant) for m in measured]


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
