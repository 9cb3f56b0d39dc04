"""A training that is logged, and repeated from the checkpoint of its first epoch."""

from pathlib import Path

import pytest

from fashionkp_mm.apis import train


@pytest.fixture(scope='package')
def logged_training(skirt_options, tmp_path_factory):
    """Return a function that trains two epochs with a logger, then the second one again.

    It returns the work dir. Each epoch has two steps and a validation of four images.
    """

    def run(logger: str) -> Path:
        work_dir = tmp_path_factory.mktemp(logger) / 'skirts'
        arguments = dict(options=skirt_options, loggers=[logger])
        train('cpn_small_skirt', work_dir, **arguments)
        train('cpn_small_skirt', work_dir, resume=work_dir / 'epoch_1.pth', **arguments)
        return work_dir

    return run
