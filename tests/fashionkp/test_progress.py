import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

from tqdm import tqdm

from fashionkp.progress import progress_bar


def test_a_log_gets_a_line_at_every_tenth(capsys):
    assert sum(progress_bar(range(25))) == 300
    out, err = capsys.readouterr()
    assert out == ''
    counts = [line.split()[1] for line in err.splitlines()]
    assert counts == [f'{n}/25' for n in (3, 6, 9, 12, 15, 18, 21, 24, 25)]
    assert '\r' not in err


def test_less_than_expected_ends_with_what_was_done(capsys):
    list(progress_bar(iter('abc'), total=20, unit='file'))
    *_, last = capsys.readouterr().err.splitlines()
    assert last.split()[1] == '3/20'
    assert last.endswith('file/s]')


def test_updates_of_any_size(capsys):
    with progress_bar(total=100) as bar:
        for size in (55, 5, 40):
            bar.update(size)
    counts = [line.split()[1] for line in capsys.readouterr().err.splitlines()]
    assert counts == ['55/100', '100/100']


def test_messages_stand_between_the_lines_of_a_log(capsys):
    for number in progress_bar(range(20)):
        if number == 4:
            tqdm.write('skipped', file=sys.stderr)
    lines = capsys.readouterr().err.splitlines()
    assert lines[2] == 'skipped'
    assert len(lines) == 11


def test_nothing_is_printed_without_work_or_when_hidden(capsys):
    assert [*progress_bar([])] == []
    assert [*progress_bar([1, 2], show=False)] == [1, 2]
    assert capsys.readouterr().err == ''


def test_a_terminal_gets_one_line_that_is_redrawn():
    code = 'from fashionkp.progress import progress_bar; list(progress_bar(range(3)))'
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack('4H', 24, 80, 0, 0))
    subprocess.run([sys.executable, '-c', code], stderr=theirs, check=True, timeout=60)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert shown.count('\n') == 1
    assert '\r100%|' in shown
    assert '3/3' in shown
