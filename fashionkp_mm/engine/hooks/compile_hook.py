"""Training with ``torch.compile``."""

import os
import shutil
import sys

from mmengine.hooks import Hook
from mmengine.model import BaseModel
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.checkpoints.loading import unwrapped


@HOOKS.register_module()
class CompileHook(Hook):
    """Train with ``torch.compile`` applied to the networks alone.

    MMEngine's ``cfg.compile`` compiles the whole training step, and its tracer fails on data
    samples. Names in checkpoints stay as they are.
    """

    def before_train(self, runner: Runner) -> None:
        """Compile each part at its first call, after other hooks have copied the model.

        Raises:
            RuntimeError: If the model is on the CPU and there is no C++ compiler.
        """
        model = unwrapped(runner.model)
        if next(model.parameters()).device.type == 'cpu':
            require_compiler()
        compile_parts(model)


def compile_parts(model: BaseModel) -> None:
    """Compile backbone, neck and the children of the head, whose own ``forward`` is not called.

    Args:
        model: A pose estimator of MMPose; each part is compiled at its first call.
    """
    for part in (model.backbone, getattr(model, 'neck', None), *model.head.children()):
        if part is not None:
            part.compile()


def require_compiler() -> None:
    """Raise if the C++ compiler that ``torch.compile`` needs for a CPU is missing.

    Raises:
        RuntimeError: If it is.
    """
    name = os.environ.get('CXX', 'clang++' if sys.platform == 'darwin' else 'g++')
    if shutil.which(name) is None:
        raise RuntimeError(
            f'torch.compile needs a C++ compiler for the CPU, and {name} is not found: install '
            'one (such as the package g++), set CXX to yours, or train without --compile'
        )
