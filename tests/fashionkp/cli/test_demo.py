"""``fashionkp demo``."""

from pathlib import Path

from fashionkp.cli.main import main


def test_arguments_are_passed_to_run_demo(replace_function):
    run_demo = replace_function('fashionkp_mm.apis.demo', 'run_demo')
    assert main(['demo', 'out', '--num-train', '60', '--num-test', '5', '--epochs', '1']) == 0
    assert run_demo.call == ((Path('out'),), dict(num_train=60, num_test=5, epochs=1))
