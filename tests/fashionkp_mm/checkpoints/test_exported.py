"""Exported models as checkpoints; those that are some are tested with ``float16_weights``."""

import pytest
from mmengine.runner import CheckpointLoader

from fashionkp_mm.checkpoints.exported import load_exported


@pytest.mark.parametrize(
    'load', [load_exported, lambda path: CheckpointLoader.load_checkpoint(str(path))]
)
def test_other_exported_models_have_lost_what_training_needs(hand_model, load):
    with pytest.raises(ValueError, match=r'model\.onnx: .* in float32.*--half'):
        load(hand_model.path)


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / 'text.onnx').write_text('not a model')
    with pytest.raises(ValueError, match=r'text\.onnx: not a model'):
        load_exported(tmp_path / 'text.onnx')
