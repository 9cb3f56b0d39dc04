"""The tools run sub-commands under MMPose's names; the scripts start the tools."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from fashionkp.cli.main import main

TOOLS = Path(__file__).parents[2] / 'tools'
SCRIPTS = {  # script: its arguments, and the command that it must start
    'dist_train.sh': (['C', '2', '--amp'], ['train.py', 'C', '--launcher', 'pytorch', '--amp']),
    'dist_test.sh': (
        ['C', 'W', '2', '--out', 'a b.json'],
        ['test.py', 'C', 'W', '--launcher', 'pytorch', '--out', 'a b.json'],
    ),
    'slurm_test.sh': (
        ['P', 'J', 'C', 'W', '--badcase'],
        ['test.py', 'C', 'W', '--launcher=slurm', '--badcase'],
    ),
    'slurm_train.sh': (
        ['P', 'J', 'C', 'D', '--resume'],
        ['train.py', 'C', '--work-dir=D', '--launcher=slurm', '--resume'],
    ),
}


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess:
    env = {**os.environ, 'COLUMNS': '100', **environment}
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


@pytest.mark.parametrize('name', ['train', 'test'])
def test_a_tool_is_the_sub_command_and_its_help_needs_no_slow_import(name, monkeypatch, capsys):
    monkeypatch.setenv('COLUMNS', '100')
    with pytest.raises(SystemExit):
        main([name, '--help'])
    done = run(sys.executable, '-X', 'importtime', TOOLS / f'{name}.py', '--help')
    assert done.returncode == 0, done.stderr
    assert done.stdout == capsys.readouterr().out
    imported = {line.rsplit('|', 1)[-1].strip() for line in done.stderr.splitlines()}
    assert 'argparse' in imported
    assert not imported & {'numpy', 'cv2', 'torch', 'mmengine'}


def test_a_tool_exits_with_the_status_of_the_command():
    done = run(sys.executable, TOOLS / 'test.py', 'c', 'w', '--cfg-options', 'lr')
    assert done.returncode == 2
    assert 'expected KEY=VALUE' in done.stderr


def test_every_script_is_tested():
    assert set(SCRIPTS) == {path.name for path in TOOLS.glob('*.sh')}


@pytest.mark.parametrize('script', SCRIPTS)
def test_a_script_without_arguments_prints_its_usage(script):
    assert (TOOLS / script).stat().st_mode & stat.S_IXUSR
    assert run('bash', '-n', TOOLS / script).returncode == 0
    done = run(TOOLS / script)
    assert done.returncode == 2
    assert f'usage: tools/{script} ' in done.stderr
    assert '#' not in done.stderr


@pytest.mark.parametrize('script', SCRIPTS)
def test_a_script_passes_its_arguments_to_the_tool(script, tmp_path):
    for program in ('python', 'srun'):  # each prints its arguments
        fake = tmp_path / program
        fake.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        fake.chmod(0o755)
    arguments, expected = SCRIPTS[script]
    done = run(TOOLS / script, *arguments, PATH=f'{tmp_path}{os.pathsep}{os.environ["PATH"]}')
    assert done.returncode == 0, done.stderr
    command = done.stdout.splitlines()
    assert command[-len(expected) + 1 :] == expected[1:]
    assert Path(command[-len(expected)]).samefile(TOOLS / expected[0])
    if script.startswith('dist'):
        assert command[:2] == ['-m', 'torch.distributed.run']
        assert '--nproc_per_node=2' in command


def test_a_distributed_run_starts_the_tool():
    folder = str(Path(sys.executable).parent)
    if not (Path(folder) / 'python').exists():
        pytest.skip(f'no program "python" in {folder}')
    path = f'{folder}{os.pathsep}{os.environ["PATH"]}'
    done = run(TOOLS / 'dist_train.sh', 'cpn_small_skirt', '1', '--help', PATH=path, PORT='0')
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith('usage: fashionkp train')


@pytest.mark.skipif(not hasattr(os, 'sched_getaffinity'), reason='counts cores as on Linux')
@pytest.mark.parametrize(('processes', 'threads'), [(2, None), (1000, None), (2, '3')])
def test_processes_share_the_cores(processes, threads, tmp_path, monkeypatch):
    monkeypatch.delenv('OMP_NUM_THREADS', raising=False)
    fake = tmp_path / 'python'
    fake.write_text('#!/bin/sh\necho "$OMP_NUM_THREADS"\n')
    fake.chmod(0o755)
    environment = dict(PATH=f'{tmp_path}{os.pathsep}{os.environ["PATH"]}')
    if threads:
        environment['OMP_NUM_THREADS'] = threads
    done = run(TOOLS / 'dist_train.sh', 'C', str(processes), **environment)
    share = max(1, len(os.sched_getaffinity(0)) // processes)
    assert done.stdout.strip() == (threads or str(share)), done.stderr
