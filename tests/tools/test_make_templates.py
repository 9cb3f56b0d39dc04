"""The program behind the templates: it writes a table, in the form that is read."""

import importlib.util
import json
from pathlib import Path

from fashionkp.alignment import targets
from fashionkp.categories import OFFICIAL_CATEGORIES

ROOT = Path(__file__).parents[2]


def test_the_table_has_the_points_of_every_category(tmp_path, monkeypatch, capsys):
    spec = importlib.util.spec_from_file_location('templates', ROOT / 'tools/make_templates.py')
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, 'TEMPLATES', tmp_path / 'templates.json')
    module.main(['--num', '25'])
    table = json.loads((tmp_path / 'templates.json').read_text())
    stored = json.loads(targets.TEMPLATES.read_text())
    assert list(table) == list(stored) == list(OFFICIAL_CATEGORIES)
    for name, facts in table.items():
        assert facts.keys() == stored[name].keys()
        assert facts['points'].keys() == stored[name]['points'].keys()
