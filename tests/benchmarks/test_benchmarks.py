"""Help of every benchmark, and their short forms, which "make bench" runs."""

import runpy
import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / 'benchmarks'
NAMES = sorted(path.stem for path in BENCHMARKS.glob('*.py'))
SHORT_FORMS = runpy.run_path(str(BENCHMARKS / 'short_forms.py'))


@pytest.fixture
def load(monkeypatch):
    """Load a benchmark as a module in this process; return its names."""
    before = set(sys.modules)
    monkeypatch.syspath_prepend(BENCHMARKS)  # some import others
    yield lambda name, **options: runpy.run_path(str(BENCHMARKS / f'{name}.py'), **options)
    for name in (set(sys.modules) - before) & set(NAMES):
        del sys.modules[name]


@pytest.fixture
def start(load, monkeypatch, capsys):
    """Run a benchmark as a script in this process; return its exit status and its output."""

    def run(name, *arguments):
        monkeypatch.setattr(sys, 'argv', [f'{name}.py', *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            load(name, run_name='__main__')
        return ended.value.code, capsys.readouterr()

    return run


@pytest.mark.parametrize('name', NAMES)
def test_help_describes_the_measurement(name, start):
    status, printed = start(name, '--help')
    assert status == 0
    assert printed.out.startswith(f'usage: {name}.py')
    first = Path(BENCHMARKS / f'{name}.py').read_text().split('\n')[0].strip('"')
    assert ''.join(first.split()) in ''.join(printed.out.split())


@pytest.mark.parametrize('name', SHORT_FORMS['names']())
def test_a_short_form_has_the_arguments_of_its_benchmark(name, load, monkeypatch):
    monkeypatch.delenv('FASHIONAI_ROOT', raising=False)
    arguments = SHORT_FORMS['ARGUMENTS'].get(name, [])
    load(name)['parse_args'](arguments)


def test_every_benchmark_has_a_short_form_or_a_reason():
    without = SHORT_FORMS['WITHOUT_SHORT_FORM']
    assert {*SHORT_FORMS['ARGUMENTS'], *without} <= {*NAMES}
    assert {*SHORT_FORMS['names'](), *without, 'short_forms'} == set(NAMES)


def test_short_forms_save_the_output_and_name_failures(tmp_path, monkeypatch, capfd):
    (tmp_path / 'good.py').write_text('import sys; print("ratio", *sys.argv[1:])')
    (tmp_path / 'bad.py').write_text('print("half"); raise SystemExit("no disk")')
    script = runpy.run_path(str(BENCHMARKS / 'short_forms.py'))
    monkeypatch.setitem(script['main'].__globals__, 'HERE', tmp_path)
    monkeypatch.setitem(script['main'].__globals__, 'ARGUMENTS', {'good': ['1.5']})
    assert script['main']([str(tmp_path / 'out')]) == 1
    printed = capfd.readouterr()
    assert (tmp_path / 'out' / 'good.txt').read_text() == 'ratio 1.5\n'
    assert (tmp_path / 'out' / 'bad.txt').read_text() == 'half\n'
    assert 'no disk' in printed.out
    assert printed.err == 'failed: bad\n'
    assert script['main']([str(tmp_path / 'out'), 'good']) == 0
