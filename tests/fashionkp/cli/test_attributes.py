"""``fashionkp attributes``: photos and files of points."""

import csv
import json
from pathlib import Path

import pytest

from fashionkp.cli.attributes import MAX_SHOWN
from fashionkp.cli.main import main
from fashionkp.predictions import part_writer, record_writer

SKIRT = dict(
    waistband_left='20_0_1',
    waistband_right='80_0_0',
    hemline_left='0_150_1',
    hemline_right='100_150_1',
)
HEADLESS = {**SKIRT, 'waistband_left': '-1_-1_-1'}


@pytest.fixture
def table(csv_row, csv_file):
    return csv_file(csv_row('skirt', 'a', **SKIRT), csv_row('skirt', 'b', **HEADLESS))


def test_garments_of_a_table_are_printed_with_reasons(table, capsys):
    assert main(['attributes', '--points', str(table)]) == 0
    first, length, silhouette, *rest = capsys.readouterr().out.splitlines()
    assert first == 'Images/skirt/a.jpg (skirt)'
    assert length.split()[:2] == ['skirt_length', 'knee']
    assert 'midi 0.' in length
    assert silhouette.split()[:2] == ['silhouette', 'A-line']
    assert rest == [
        'Images/skirt/b.jpg (skirt)',
        '  skirt_length    undecided: no waistband_left',
        '  silhouette      undecided: no waistband_left',
    ]


def test_many_garments_are_summed_up(csv_row, csv_file, capsys):
    rows = (csv_row('skirt', f'{i}', **(SKIRT if i else HEADLESS)) for i in range(MAX_SHOWN + 1))
    assert main(['attributes', '--points', str(csv_file(*rows))]) == 0
    title, length, silhouette = capsys.readouterr().out.splitlines()
    assert title == 'skirt (11)'
    assert length.split(maxsplit=3)[:3] == ['skirt_length', '10', 'known,']
    assert length.endswith(' 0 of them at 0.8 or more: mini 0, knee 10, midi 0, ankle 0')
    assert '10 of them at 0.8 or more: tapered 0, straight 0, A-line 10' in silhouette


def test_output_as_a_table_and_as_json(table, tmp_path, capsys):
    command = ['attributes', '--points', str(table), '-o']
    for name in ('x.csv', 'x.json', 'x.jsonl'):
        assert main([*command, str(tmp_path / name)]) == 0
        assert f'{name}: attributes of 2 garments' in capsys.readouterr().out
    with (tmp_path / 'x.csv').open(newline='') as file:
        first, second = csv.DictReader(file)
    assert (first['image_category'], first['skirt_length']) == ('skirt', 'knee')
    assert float(first['silhouette_confidence']) > 0.9
    assert first['sleeve_length'] == first['sleeve_length_confidence'] == ''
    assert second['undecided'].startswith('skirt_length: no waistband_left; silhouette: no')
    records = json.loads((tmp_path / 'x.json').read_text())
    assert records == [json.loads(line) for line in (tmp_path / 'x.jsonl').read_text().splitlines()]
    assert records[0]['attributes']['silhouette']['label'] == 'A-line'
    assert records[1]['attributes']['silhouette']['absent'] == ['waistband_left']


def test_less_probable_labels_are_left_out(table, capsys):
    assert main(['attributes', '--points', str(table), '--confidence', '0.9']) == 0
    _, length, silhouette, *_ = capsys.readouterr().out.splitlines()
    assert length.startswith('  skirt_length    undecided: confidence 0.')
    assert silhouette.split()[:2] == ['silhouette', 'A-line']


def test_photos_are_predicted_and_broken_ones_listed(shop, hand_model, capsys):
    command = ['attributes', 'shop', '--model', str(hand_model.path), '-o', 'x.json']
    assert main(command) == 1
    printed = capsys.readouterr()
    assert 'shop/b.png' in printed.err.splitlines()[-1]
    records = json.loads(Path('x.json').read_text())
    assert [record['image'] for record in records] == ['shop/a.png', 'shop/c.png']
    assert printed.out.startswith('shop/a.png (skirt)\n  skirt_length')


def test_an_interrupted_run_resumes(shop, hand_model, monkeypatch, capsys):
    command = ['attributes', 'shop/a.png', 'shop/c.png', '--model', str(hand_model.path)]
    command += ['-o', 'x.csv']
    monkeypatch.setattr(part_writer, 'PART_IMAGES', 1)
    finish = record_writer.RecordWriter.finish
    with monkeypatch.context() as patch:
        patch.setattr(record_writer.RecordWriter, 'finish', lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            main(command)
    assert record_writer.RecordWriter.finish is finish
    capsys.readouterr()
    assert main([*command, '--resume']) == 0
    printed = capsys.readouterr()
    assert '2 of 2 images were done before' in printed.err
    assert 'shop/c.png (skirt)' in printed.out
    assert main([*command, '--resume', '--presence', '0.3']) == 0  # nothing is left to resume


@pytest.mark.parametrize(
    ('options', 'reason'),
    [
        (['-o', 'x.txt'], 'x.txt: expected a name that ends in .csv, .json, .jsonl'),
        (['--resume'], '--resume: expected -o'),
        (['-o', 'POINTS'], 'input'),
        (['--presence', '1.5'], '1.5: expected 0 to 1'),
    ],
)
def test_options_are_checked(options, reason, table, capsys):
    options = [str(table) if option == 'POINTS' else option for option in options]
    content = table.read_bytes()
    try:
        status = main(['attributes', '--points', str(table), *options])
    except SystemExit as ended:
        status = ended.code
    assert status == 2
    assert reason in capsys.readouterr().err
    assert table.read_bytes() == content


def test_without_photos_and_points_it_says_what_to_give(capsys):
    assert main(['attributes']) == 2
    assert 'no photos' in capsys.readouterr().err
