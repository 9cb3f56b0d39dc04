"""Tell when a training goes on with other data."""

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

_KEY = 'data'


@HOOKS.register_module()
class DataFingerprintHook(Hook):
    """Write into each checkpoint what it was trained on, and compare when training goes on.

    A dataset reads its tables once, at the start. Other rows of the same number are taken, with a
    warning; another number of rows would put the place in the epoch and the schedule of the
    learning rate out of joint. Datasets without a ``fingerprint`` are left alone.
    """

    def before_save_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Write number and fingerprint of the rows."""
        dataset = runner.train_dataloader.dataset
        if hasattr(dataset, 'fingerprint'):
            checkpoint['meta'][_KEY] = dict(rows=len(dataset), fingerprint=dataset.fingerprint)

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Compare, where a training goes on.

        Raises:
            ValueError: The number of rows has changed.
        """
        known = checkpoint.get('meta', {}).get(_KEY)
        if known is None or not runner._resume:
            return
        dataset = runner.train_dataloader.dataset
        if getattr(dataset, 'fingerprint', known['fingerprint']) == known['fingerprint']:
            return
        source = runner.cfg.get('load_from') or 'the checkpoint'
        tables = ', '.join(map(str, dataset.ann_file))
        rows = known['rows'], len(dataset)
        if rows[0] != rows[1]:
            raise ValueError(
                f'{source} was trained on {rows[0]} rows, {tables} has {rows[1]} to train on now: '
                f'put the former table back to go on, or start a new training from these weights '
                f'by --cfg-options load_from={source}, without --resume'
            )
        runner.logger.warning(
            f'{tables} has changed since {source} was saved: training goes on with the '
            f'{rows[1]} rows as they are now, and does not end as one without a break'
        )
