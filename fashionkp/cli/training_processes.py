"""Processes of ``fashionkp``, one after another or one for each device."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue

_PROGRAM = 'import sys; from fashionkp.cli.main import main; sys.exit(main(sys.argv[1:]))'

_REPORT = 'fashionkp train: '


class Processes:
    """Runs commands of ``fashionkp``, as many at once as there are devices.

    Each line of their output is printed after the name of the process. Ctrl-C reaches this process
    alone, which then sends SIGTERM to them, so that a training saves a checkpoint.

    Args:
        devices: Values of ``CUDA_VISIBLE_DEVICES``, one for each process at a time; None to leave
            it as it is.
    """

    def __init__(self, devices: Sequence[str | None]) -> None:
        self._count = len(devices)
        self._free: SimpleQueue[str | None] = SimpleQueue()
        for device in devices:
            self._free.put(device)
        self._running: list[subprocess.Popen] = []
        self._stopped = False

    def run(self, commands: Mapping[str, Sequence[str]]) -> dict[str, tuple[int, str]]:
        """Run commands until all have ended.

        Args:
            commands: Arguments of ``fashionkp`` by the name of the process.

        Returns:
            For each name the exit status, negative for a signal, and the reason: the line of the
            output in which ``fashionkp`` reports an error, else the last one.
        """
        with ThreadPoolExecutor(self._count) as pool:
            futures = {
                name: pool.submit(self._run, name, command) for name, command in commands.items()
            }
            try:
                return {name: future.result() for name, future in futures.items()}
            except BaseException:
                self._stopped = True
                pool.shutdown(wait=False, cancel_futures=True)
                for process in list(self._running):
                    process.terminate()
                raise

    def _run(self, name: str, command: Sequence[str]) -> tuple[int, str]:
        device = self._free.get()
        try:
            return self._run_on(device, name, command)
        finally:
            self._free.put(device)

    def _run_on(self, device: str | None, name: str, command: Sequence[str]) -> tuple[int, str]:
        process = subprocess.Popen(
            [sys.executable, '-c', _PROGRAM, *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors='replace',
            env={**os.environ, 'PYTHONUNBUFFERED': '1', **_visible(device)},
            start_new_session=True,
        )
        self._running.append(process)
        if self._stopped:  # while it started
            process.terminate()
        reason = ''
        with process:
            assert process.stdout is not None
            for line in process.stdout:
                print(f'{name}: {line.rstrip()}', flush=True)
                if line.strip() and not reason.startswith(_REPORT):
                    reason = line.strip()
        self._running.remove(process)
        return process.returncode, reason.removeprefix(_REPORT).rstrip(':')


def _visible(device: str | None) -> dict[str, str]:
    return {} if device is None else {'CUDA_VISIBLE_DEVICES': device}
