"""Tests of the checkpoint after each validation."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from mmengine.logging import MessageHub

from fashionkp_mm.engine.hooks import ValidationCheckpointHook


@pytest.fixture
def runner(tmp_path, request):
    def save_checkpoint(out_dir, filename, *args, **kwargs):
        runner.saved.append(filename)
        Path(out_dir, filename).write_text('weights')

    runner = SimpleNamespace(
        work_dir=str(tmp_path),
        message_hub=MessageHub(request.node.name),
        logger=SimpleNamespace(info=lambda *_: None, warning=lambda *_: None),
        save_checkpoint=save_checkpoint,
        saved=[],
        epoch=0,
        iter=0,
    )
    return runner


def test_each_validation_saves_one_to_resume_from_and_the_best_stays(runner, tmp_path):
    hook = ValidationCheckpointHook(save_best='NE', rule='less', max_keep_ckpts=2)
    hook.before_train(runner)
    for step, ne in ((0, 9.0), (7, 5.0), (12, 6.0), (20, 7.0)):
        runner.iter = step
        hook.after_val_epoch(runner, {'NE': ne})
        assert runner.saved[-1] == f'iter_{step}.pth'
    assert runner.saved.count('iter_7.pth') == 1
    names = {path.name for path in tmp_path.glob('*.pth')}
    assert names == {'best_NE_iter_7.pth', 'iter_12.pth', 'iter_20.pth'}
    assert (tmp_path / 'last_checkpoint').read_text() == str(tmp_path / 'iter_20.pth')
