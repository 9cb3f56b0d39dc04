"""The comparison with other libraries names what it needs."""

import importlib.util

import pytest


def test_missing_libraries_are_named_with_the_command_that_installs_them(run_script, monkeypatch):
    find = importlib.util.find_spec
    absent = ('rtmlib', 'ultralytics')
    monkeypatch.setattr(
        importlib.util, 'find_spec', lambda name: None if name in absent else find(name)
    )
    with pytest.raises(SystemExit) as ended:
        run_script('comparison.py')['main']([])
    message = str(ended.value)
    assert 'rtmlib, ultralytics' in message
    assert 'pip install --no-deps -r ' in message
    assert message.endswith('requirements.txt')


def test_figures_are_medians_relative_to_mmpose_with_the_same_network(run_script):
    script = run_script('comparison.py')

    class Process:
        def __init__(self, **seconds):
            self.names, self.values = [*seconds], seconds

        def seconds(self, name):
            return 99.0, self.values[name]

    a = Process(**{'A, MMPoseInferencer': 8.0, 'A, fast': 2.0})
    b = Process(**{'B, MMPoseInferencer': 6.0})
    other = Process(other=4.0)
    comparisons = [
        script['Comparison']('A', 2_000_000_000, [a]),
        script['Comparison']('B', 1_000_000_000, [b]),
        script['Comparison']('A', 3_000_000_000, [other]),
    ]
    args = script['parse_args'](['--images', '4', '--rounds', '3'])
    figures = script['measure'](comparisons, args)
    assert figures['A, fast'] == dict(GFLOP=2.0, ms=500.0, images_per_second=2.0, times_mmpose=4.0)
    assert figures['B, MMPoseInferencer']['times_mmpose'] == 1
    assert figures['other'] == dict(GFLOP=3.0, ms=1000.0, images_per_second=1.0, times_mmpose=2.0)
