"""Training of a cascade one stage after another."""

from typing import Any

from mmengine.hooks import Hook
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.checkpoints.loading import unwrapped
from fashionkp_mm.engine.stagewise_cosine_lr import stage_at


@HOOKS.register_module()
class StagewiseTrainingHook(Hook):
    """Train the stages of a :class:`DFAHead` one after another, each for a third of the steps.

    The networks of the other stages are frozen: earlier ones predict what the trained one corrects,
    later ones leave the points as they are. Training in several processes needs
    ``find_unused_parameters=True``.
    """

    def before_train_iter(self, runner: Runner, batch_idx: int, data_batch: Any = None) -> None:
        """Freeze all networks but those of the step's stage."""
        model = unwrapped(runner.model)
        stages = model.head.network_stages
        current = stage_at(runner.iter, runner.max_iters, max(stages) + 1)
        for part in (model.backbone.networks, model.head.stages):
            for network, stage in zip(part, stages, strict=True):
                network.requires_grad_(stage == current)
