"""``fashionkp average``."""

from pathlib import Path

from fashionkp.cli.main import main


def test_averaged_batch_norms_are_mentioned(replace_function, capsys):
    for batch_norms, num_lines in ((0, 1), (53, 2)):
        counts = {'weights': 320, 'batch_norms': batch_norms}
        average = replace_function('fashionkp_mm.apis', 'average_checkpoints', result=counts)
        assert main(['average', 'a.pth', 'b.pth', '-o', 'c.pth']) == 0
        assert average.call == (([Path('a.pth'), Path('b.pth')], Path('c.pth')), {})
        lines = capsys.readouterr().out.splitlines()
        assert lines[0].startswith('c.pth: 320 ')
        assert len(lines) == num_lines
        assert all('53' in line for line in lines[1:])
