"""Training by epochs that can be interrupted anywhere."""

from collections.abc import Sequence

from mmengine.dist import get_rank
from mmengine.runner import EpochBasedTrainLoop
from mmpose.registry import LOOPS

from fashionkp_mm.seeding import seed_from

_BEGIN = 'epoch_begin'


@LOOPS.register_module()
class ResumableTrainLoop(EpochBasedTrainLoop):
    """MMEngine's loop over epochs, whose future depends on the checkpoint alone.

    - It goes on in the middle of an epoch where the checkpoint was written there
      (``CheckpointHook(by_epoch=False)``); MMEngine's begins that epoch again. This needs
      :class:`ResumableSampler`.
    - Random numbers of a step follow from the run's seed, the step and the process, those of a
      image from the seed, the epoch and the image, where the dataset has ``set_epoch`` as
      :class:`FashionAIDataset` has. MMEngine keeps no random state, and seeds its workers alike at
      every start.

    Args:
        **kwargs: As for :class:`mmengine.runner.EpochBasedTrainLoop`.
    """

    def run_epoch(self) -> None:
        """Iterate one epoch, or what is left of it.

        Raises:
            TypeError: Something is left of an epoch and the sampler cannot skip the rest.
        """
        self.runner.call_hook('before_train_epoch')
        self.runner.model.train()
        if hasattr(self.dataloader.dataset, 'set_epoch'):
            self.dataloader.dataset.set_epoch(self._epoch, self.runner.seed)
        for idx, data_batch in enumerate(self.dataloader, start=self._skip_done()):
            self.run_iter(idx, data_batch)
        self.runner.call_hook('after_train_epoch')
        self._epoch += 1

    def run_iter(self, idx: int, data_batch: Sequence[dict]) -> None:
        """Iterate one batch."""
        seed_from(self.runner.seed, self._iter, get_rank())
        super().run_iter(idx, data_batch)

    def _skip_done(self) -> int:
        """Skip the batches of this epoch that lie behind; their number."""
        done = self._iter - self._begin()
        if done:
            sampler = self.dataloader.sampler
            if not hasattr(sampler, 'skip'):
                raise TypeError(
                    f'the checkpoint stands {done} steps into epoch {self._epoch + 1}, and '
                    f'{type(sampler).__name__} cannot skip them: use ResumableSampler'
                )
            sampler.skip(done * self.dataloader.batch_size)
        return done

    def _begin(self) -> int:
        """Step at which this epoch began.

        It stands in the checkpoint: earlier epochs may have had another number of steps.
        """
        hub = self.runner.message_hub
        epoch, step = hub.runtime_info.get(_BEGIN, (None, self._iter))
        if epoch != self._epoch:
            step = self._iter
        hub.update_info(_BEGIN, (self._epoch, step))
        return step
