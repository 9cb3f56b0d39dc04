"""``fashionkp synth``."""

from fashionkp.annotations import read_annotations
from fashionkp.cli.main import main


def test_a_data_set_is_written_and_its_table_named(tmp_path, capsys):
    out = tmp_path / 'data'
    assert main(['synth', str(out), '--num', '5', '--seed', '4', '--workers', '1']) == 0
    captured = capsys.readouterr()
    assert str(out / 'Annotations' / 'train.csv') in captured.out
    assert '100% 5/5 ' in captured.err
    assert len(read_annotations(out / 'Annotations' / 'train.csv')) == 5


def test_a_folder_that_is_not_empty_is_rejected(tmp_path, capsys):
    (tmp_path / 'mine.txt').write_text('x')
    assert main(['synth', str(tmp_path), '--num', '5']) == 2
    assert 'not empty' in capsys.readouterr().err
