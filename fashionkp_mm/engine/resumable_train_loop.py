"""A training loop over epochs that can be interrupted at any step."""

from collections.abc import Sequence

from mmengine.dist import get_rank
from mmengine.runner import EpochBasedTrainLoop
from mmpose.registry import LOOPS

from fashionkp_mm.datasets.wrapped import set_epoch
from fashionkp_mm.seeding import seed_from

_EPOCH_START = 'epoch_begin'  # in the message hub of the checkpoints


@LOOPS.register_module()
class ResumableTrainLoop(EpochBasedTrainLoop):
    """MMEngine's loop over epochs, which continues from a checkpoint as if never interrupted.

    - It resumes in the middle of an epoch from a checkpoint that was saved there
      (``CheckpointHook(by_epoch=False)``); MMEngine's loop starts the epoch again. Needs
      :class:`ResumableSampler`.
    - ``stop_training`` also ends it in the middle of an epoch.
    - Random numbers of a step depend on the run's seed, the step and the process alone; those of
      an image on the seed, the epoch and the image, for :class:`FashionAIDataset` and for datasets
      that contain it (:func:`set_epoch`). MMEngine does not save random states, and seeds its
      workers alike at every start.

    Args:
        **kwargs: As for :class:`mmengine.runner.EpochBasedTrainLoop`.
    """

    def run_epoch(self) -> None:
        """Run an epoch, or the rest of one.

        Raises:
            TypeError: If an epoch is resumed and the sampler cannot skip its first part.
        """
        self.runner.call_hook('before_train_epoch')
        self.runner.model.train()
        set_epoch(self.dataloader.dataset, self._epoch, self.runner.seed)
        for idx, data_batch in enumerate(self.dataloader, start=self._skip_done()):
            self.run_iter(idx, data_batch)
            if self.stop_training:
                return
        self.runner.call_hook('after_train_epoch')
        self._epoch += 1

    def run_iter(self, idx: int, data_batch: Sequence[dict]) -> None:
        """Run a step.

        Args:
            idx: Index of the batch in the epoch.
            data_batch: The batch.
        """
        seed_from(self.runner.seed, self._iter, get_rank())
        super().run_iter(idx, data_batch)

    def _skip_done(self) -> int:
        """Skip the batches of this epoch that are done, and return their number."""
        done = self._iter - self._first_step()
        if done:
            sampler = self.dataloader.sampler
            if not hasattr(sampler, 'skip'):
                raise TypeError(
                    f'the checkpoint was saved {done} steps into epoch {self._epoch + 1}, and '
                    f'{type(sampler).__name__} cannot skip them: use ResumableSampler'
                )
            sampler.skip(done * self.dataloader.batch_size)
        return done

    def _first_step(self) -> int:
        """Return the step at which this epoch started.

        The checkpoint has it, since earlier epochs may have had another number of steps.
        """
        hub = self.runner.message_hub
        epoch, step = hub.runtime_info.get(_EPOCH_START, (None, self._iter))
        if epoch != self._epoch:
            step = self._iter
        hub.update_info(_EPOCH_START, (self._epoch, step))
        return step
