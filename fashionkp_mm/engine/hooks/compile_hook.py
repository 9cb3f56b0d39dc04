"""Compile the networks of a model, where that is faster."""

import os
import shutil
import sys

from mmengine.hooks import Hook
from mmengine.model import BaseModel, is_model_wrapper
from mmengine.runner import Runner
from mmpose.registry import HOOKS


@HOOKS.register_module()
class CompileHook(Hook):
    """Train with ``torch.compile`` on the networks alone.

    MMEngine's ``cfg.compile`` takes the whole training step, so that the compiler stumbles over
    data samples. Names in checkpoints stay as they are.
    """

    def before_train(self, runner: Runner) -> None:
        """Have each part compiled at its first call; later than any hook copies the model.

        Raises:
            RuntimeError: The model is on the CPU and there is no C++ compiler.
        """
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        if next(model.parameters()).device.type == 'cpu':
            require_compiler()
        compile_parts(model)


def compile_parts(model: BaseModel) -> None:
    """Compile backbone, neck and, since a head is not called itself, the head's parts.

    Args:
        model: An estimator of MMPose; each part is compiled at its first call.
    """
    for part in (model.backbone, getattr(model, 'neck', None), *model.head.children()):
        if part is not None:
            part.compile()


def require_compiler() -> None:
    """Check that there is the C++ compiler that ``torch.compile`` needs for a CPU.

    Raises:
        RuntimeError: There is none.
    """
    name = os.environ.get('CXX', 'clang++' if sys.platform == 'darwin' else 'g++')
    if shutil.which(name) is None:
        raise RuntimeError(
            f'torch.compile needs a C++ compiler for the CPU, and there is no {name}: '
            'install one (such as the package g++), name yours in CXX, or train without'
        )
