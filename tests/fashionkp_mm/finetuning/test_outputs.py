"""Tests of the words about a fine-tuning; test_run.py writes its files."""

from pathlib import Path

from fashionkp_mm.finetuning import outputs
from fashionkp_mm.finetuning.outputs import FineTuningFolder, comparison_text, next_steps

NUMBERS = {
    'models': {
        'starting model': {'scores': {'official': {'NE': 13.9, 'interval': [12.0, 15.8]}}},
        'fine-tuned model': {'scores': {'official': {'NE': None, 'interval': None}}},
    },
    'comparisons': [
        {'rule': 'round1', 'verdict': 'another rule'},
        {'rule': 'official', 'verdict': 'It is better.'},
    ],
}


def test_few_photos_have_no_verdict():
    text = comparison_text(NUMBERS, can_judge=True)
    assert 'NE 13.90 % (95 % interval 12.00 to 15.80)' in text
    assert 'no key point counts' in text
    assert text.endswith('It is better.')
    assert 'better' not in comparison_text(NUMBERS, can_judge=False)


def test_commands_declare_the_garments(monkeypatch):
    monkeypatch.setattr(outputs, 'declared_files', lambda: [Path('my jumpsuit.toml')])
    text = next_steps(FineTuningFolder(Path('out')))
    command = "fashionkp --garments 'my jumpsuit.toml' predict PHOTOS --model out/model.onnx"
    assert command in text
