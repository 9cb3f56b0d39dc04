"""``fashionkp split``."""

from fashionkp.annotations import read_annotations
from fashionkp.cli.main import main
from fashionkp.datasets.splits import validation_mask


def test_it_writes_both_tables_and_counts_categories(csv_row, csv_file, tmp_path, capsys):
    names = [('skirt', f'{i:032x}') for i in range(40)] + [('dress', f'{i:032x}') for i in (40, 41)]
    table = csv_file(*(csv_row(category, name) for category, name in names))
    mask = validation_mask([f'{name}.jpg' for _, name in names], 0.25)
    out = tmp_path / 'out'
    assert main(['split', str(table), '-o', str(out), '--share', '0.25']) == 0
    skirts, dresses = int(mask[:40].sum()), int(mask[40:].sum())
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows == [
        ['train', 'val', 'share'],
        ['skirt', str(40 - skirts), str(skirts), f'{skirts / 40:.1%}'],
        ['dress', str(2 - dresses), str(dresses), f'{dresses / 2:.1%}'],
        ['all', str(42 - skirts - dresses), str(skirts + dresses), f'{mask.mean():.1%}'],
    ]
    assert len(read_annotations(out / 'val.csv')) == mask.sum()


def test_a_balanced_split(csv_row, csv_file, tmp_path, capsys):
    table = csv_file(*(csv_row('skirt', f'{i:032x}') for i in range(20)))
    assert main(['split', str(table), '-o', str(tmp_path / 'out'), '--balanced']) == 0
    assert capsys.readouterr().out.split()[3:7] == ['skirt', '18', '2', '10.0%']


def test_a_missing_table_is_named(tmp_path, capsys):
    assert main(['split', str(tmp_path / 'no.csv'), '-o', str(tmp_path / 'out')]) == 2
    assert 'no.csv' in capsys.readouterr().err
    assert not (tmp_path / 'out').exists()
