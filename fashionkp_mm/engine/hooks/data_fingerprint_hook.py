"""A check that training resumes on the data it started with."""

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.compat.safe_checkpoints import nested_value
from fashionkp_mm.datasets.wrapped import data_fingerprint, source_files

_KEY = 'data'


@HOOKS.register_module()
class DataFingerprintHook(Hook):
    """Save a fingerprint of the training data in each checkpoint, and compare it on resume.

    A dataset reads its tables once, at the start. If the rows have changed but not their number,
    training resumes with a warning; another number of rows would change the position in the epoch
    and the learning rate schedule. Datasets of other classes are ignored, unless they
    contain a :class:`FashionAIDataset`.
    """

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Save the number and the fingerprint of the rows."""
        dataset = runner.train_dataloader.dataset
        if fingerprint := data_fingerprint(dataset):
            checkpoint['meta'][_KEY] = dict(rows=len(dataset), fingerprint=fingerprint)

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Compare the rows with those of the checkpoint when training resumes.

        Raises:
            ValueError: If the number of rows has changed.
        """
        saved = nested_value(checkpoint, 'meta', _KEY)
        if saved is None or not runner._resume:
            return
        dataset = runner.train_dataloader.dataset
        if data_fingerprint(dataset) in (None, saved['fingerprint']):
            return
        source = runner.cfg.get('load_from') or 'the checkpoint'
        tables = ', '.join(source_files(dataset))
        if saved['rows'] != len(dataset):
            raise ValueError(
                f'{source} was trained on {saved["rows"]} rows, but {tables} has {len(dataset)} to '
                'train on: restore the table to resume, or start a new training from these weights '
                f'with --cfg-options load_from={source}, without --resume'
            )
        runner.logger.warning(
            f'{tables} has changed since {source} was saved: training resumes with the '
            f'{len(dataset)} rows as they are now, and its result differs from an uninterrupted one'
        )
