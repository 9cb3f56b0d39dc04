"""Files of figures name their command, the date and the CPU."""

import json
import sys

from fashionkp.inference.cpu_features import cpu_features


def test_figures_have_their_command_and_cpu(tmp_path, monkeypatch, measurement_module):
    figures = measurement_module('figures')
    arguments = ['--data', '/home/me/photos/train', '--num', '3']
    monkeypatch.setattr(sys, 'argv', ['/home/me/benchmarks/speed.py', *arguments])
    path = tmp_path / 'speed.json'
    figures.write_figures(path, {'ms': 4.5})
    content = json.loads(path.read_text())
    assert content['command'] == 'python benchmarks/speed.py --data train --num 3'
    assert cpu_features().name in content['CPU']
    assert '/home' not in path.read_text()
    assert figures.read_figures(path) == {'ms': 4.5}
