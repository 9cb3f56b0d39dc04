"""Several VGG-16 networks that see the same image."""

from mmengine.model import BaseModule, ModuleList
from mmpose.models.backbones.base_backbone import BaseBackbone
from mmpose.registry import MODELS
from torch import Tensor
from torchvision.models.vgg import cfgs, make_layers

_WIDTH = 64  # of the first layers of a VGG


class _VGG16(BaseModule):
    """Convolutions of a VGG-16."""

    def __init__(self, base_channels: int, init_cfg: dict | list | None) -> None:
        super().__init__(init_cfg or dict(type='Kaiming', layer='Conv2d'))
        layers = [n if n == 'M' else n * base_channels // _WIDTH for n in cfgs['D']]
        self.features = make_layers(layers)

    def forward(self, x: Tensor) -> Tensor:
        """Return the last features, (B, 8 * base_channels, H / 32, W / 32)."""
        return self.features(x)


@MODELS.register_module()
class VGGNetworks(BaseBackbone):
    """Convolutions of several VGG-16 networks with weights of their own, at stride 32.

    Weights have the names of torchvision: its ``vgg16`` file fits each network. MMPose's ``VGG``
    has other names, for the files of MMPretrain.

    Args:
        count: Number of networks.
        base_channels: Channels of the first layers; the last have eight times as many.
        init_cfg: Weight initialization of each network; by default He initialization.

    Reference:
        Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition,
        2014, arXiv:1409.1556, table 1, column D.
    """

    def __init__(
        self, count: int, base_channels: int = _WIDTH, init_cfg: dict | list | None = None
    ) -> None:
        super().__init__()
        self.networks = ModuleList(_VGG16(base_channels, init_cfg) for _ in range(count))

    def forward(self, x: Tensor) -> tuple[Tensor, ...]:
        """Return the last features of each network, (B, 8 * base_channels, H / 32, W / 32).

        Args:
            x: Images, (B, 3, H, W).
        """
        return tuple(network(x) for network in self.networks)
