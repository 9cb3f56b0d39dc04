"""Settings of a training that change several entries of its config."""

from collections.abc import Sequence
from dataclasses import dataclass

from mmengine.config import Config
from mmengine.device import get_device

from fashionkp_mm.engine.bfloat16_optim_wrapper import mixed_precision
from fashionkp_mm.engine.loggers import add_loggers
from fashionkp_mm.input_size import set_input_size
from fashionkp_mm.recipes import averaging


@dataclass(frozen=True)
class TrainingSettings:
    """Settings of a training beside its config.

    Attributes:
        amp: Whether to train with mixed precision, in bfloat16 if the device supports it.
        average: Kind of average of the weights, 'ema' or 'swa', see
            :func:`~fashionkp_mm.recipes.averaging`; None for no average.
        compiled: Whether to compile the model with ``torch.compile``.
        memory_order: Order of :data:`~fashionkp_mm.engine.memory_order.ORDERS`; None leaves the
            choice to :class:`~fashionkp_mm.engine.hooks.ChannelsLastHook`.
        validate: Whether to score the validation split after each epoch.
        auto_scale_lr: Whether to scale the learning rate with the batch size.
        loggers: Names of loggers, :data:`~fashionkp_mm.engine.loggers.LOGGERS`.
        input_size: Width and height of the input, pixels; by default those of the config, or of
            the training to resume.
    """

    amp: bool = False
    average: str | None = None
    compiled: bool = False
    memory_order: str | None = None
    validate: bool = True
    auto_scale_lr: bool = False
    loggers: Sequence[str] = ()
    input_size: tuple[int, int] | None = None

    def apply(self, cfg: Config) -> None:
        """Change a config accordingly.

        Raises:
            ValueError: If the kind of average or a logger is unknown, or the network cannot take
                the size.
            MissingPackage: If the package of a logger is not installed.
        """
        if self.input_size is not None:
            set_input_size(cfg, self.input_size)
        hooks = cfg.setdefault('default_hooks', {})
        if not self.validate:
            cfg.val_cfg = cfg.val_dataloader = cfg.val_evaluator = None
            hooks.get('checkpoint', {}).pop('save_best', None)
        if self.amp:
            cfg.optim_wrapper.update(mixed_precision(get_device()))
        if self.average:
            for name, hook in averaging(self.average).items():
                hooks[name] = hook  # update() would merge it with that of the config
        if self.compiled:
            hooks['compile'] = dict(type='CompileHook')
        if self.memory_order:
            custom = cfg.setdefault('custom_hooks', [])
            custom[:] = [hook for hook in custom if hook['type'] != 'ChannelsLastHook']
            custom.append(dict(type='ChannelsLastHook', order=self.memory_order))
        if self.auto_scale_lr:
            cfg.auto_scale_lr.enable = True
        add_loggers(cfg, self.loggers)
