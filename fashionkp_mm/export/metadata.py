"""Metadata of an exported model: its card."""

from mmengine.config import Config

from fashionkp.categories import joint_keypoints
from fashionkp.inference.model_card import ModelCard
from fashionkp.version import __version__
from fashionkp_mm.models import GarmentPoseEstimator


def model_card(name: str, cfg: Config, model: GarmentPoseEstimator, ne: float | None) -> ModelCard:
    """Return the card of a model.

    Args:
        name: Name of the config.
        cfg: The config, whose test pipeline determines the input.
        model: The model; its ``test_cfg`` determines ``flip``.
        ne: Normalized error on the validation split, percent.

    Raises:
        ValueError: If the test pipeline enlarges the boxes.
    """
    transforms = {step['type']: step for step in cfg.test_dataloader.dataset.pipeline}
    if transforms['GetBBoxCenterScale'].get('padding') != 1.0:
        raise ValueError(f'{name}: GetBBoxCenterScale of the test pipeline: expected padding=1.0')
    affine = transforms.get('FastAffine') or transforms['TopdownAffine']
    preprocessor = model.data_preprocessor
    return ModelCard(
        name=name,
        categories=tuple(model.categories),
        keypoints=joint_keypoints(model.categories),
        input_size=tuple(affine['input_size']),
        unbiased=bool(affine.get('use_udp')),
        mean=tuple(preprocessor.mean.flatten().tolist()),
        std=tuple(preprocessor.std.flatten().tolist()),
        codec=type(model.head.decoder).__name__,
        flip=bool(model.test_cfg['flip_test']),
        ne=ne,
        version=__version__,
        calibrated=model.score_calibration.is_fitted,
    )


def set_card(data: bytes, card: ModelCard) -> bytes:
    """Return the content of an ONNX file with another model card as its metadata."""
    import onnx

    proto = onnx.load_from_string(data)
    del proto.metadata_props[:]
    for key, value in card.metadata().items():
        proto.metadata_props.add(key=key, value=value)
    proto.producer_name, proto.producer_version = 'fashionkp', card.version
    return proto.SerializeToString()
