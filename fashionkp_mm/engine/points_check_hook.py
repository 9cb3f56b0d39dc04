"""Refuse a checkpoint whose channels stand for other key points than the model's."""

from mmengine.hooks import Hook
from mmengine.model import is_model_wrapper
from mmengine.runner import Runner
from mmpose.registry import HOOKS

from fashionkp_mm.models.garments import refuse_other_points


@HOOKS.register_module()
class PointsCheckHook(Hook):
    """Compare a checkpoint's key points with the model's before its weights are taken.

    MMEngine leaves out weights that do not fit, with a warning; weights that fit by chance would
    find other points. For testing and for going on with a run, not for a training that starts from
    the weights of another garment.
    """

    def after_load_checkpoint(self, runner: Runner, checkpoint: dict) -> None:
        """Look at what the checkpoint tells of itself.

        Raises:
            ValueError: It was trained for other key points.
        """
        model = runner.model.module if is_model_wrapper(runner.model) else runner.model
        if categories := getattr(model, 'categories', None):
            meta = checkpoint.get('meta', {}).get('dataset_meta', {})
            refuse_other_points(meta, categories, str(runner.cfg.load_from))
