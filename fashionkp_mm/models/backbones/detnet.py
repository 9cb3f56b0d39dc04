"""DetNet: a ResNet whose last stage is replaced by two dilated stages at stride 16."""

from collections.abc import Sequence
from typing import Any, ClassVar

from mmcv.cnn import ConvModule
from mmengine.model import initialize
from mmpose.models.backbones.resnet import ResLayer, ResNet
from mmpose.models.backbones.resnext import Bottleneck
from mmpose.models.backbones.seresnext import SEBottleneck
from mmpose.registry import MODELS

_DILATED_STAGES = ('stage5', 'stage6')


@MODELS.register_module()
class DetNet(ResNet):
    """ResNet whose last stage is replaced by two dilated stages at stride 16.

    Each dilated stage has three bottlenecks with dilation 2 on the 3x3 convolution. The first has
    a 1x1 projection on its shortcut although the size does not change. The stages, numbered as in
    the paper:

    ======  ============  ==========  ======  =========  ======  ========
    stage   module        out index   stride  width      blocks  dilation
    ======  ============  ==========  ======  =========  ======  ========
    1       stem, pool    -           4       64         -       1
    2       ``layer1``    0           4       256        3       1
    3       ``layer2``    1           8       512        4       1
    4       ``layer3``    2           16      1024       6, 23   1
    5       ``stage5``    3           16      ``width``  3       2
    6       ``stage6``    4           16      ``width``  3       2
    ======  ============  ==========  ======  =========  ======  ========

    Stages 1 to 4 have torchvision's names, so that the pretrained weights of a ResNet fit (those of
    a ResNeXt if there are groups). Stages 5 and 6 start from He initialization.

    The paper's text states a width of 256 for stages 5 and 6. Its 4.8 GFLOPs at 224 px, 1.0 more
    than its ResNet-50, rather fit 1024 output channels around 256-wide 3x3 convolutions: those add
    0.9 GFLOPs to ResNet-50, 256 output channels add 0.1.

    Args:
        depth: Depth of the underlying ResNet, 50 or 101.
        width: Output channels of stages 5 and 6, a multiple of the 256 of their 3x3 convolutions.
        groups: Groups of the 3x3 convolutions, as in ResNeXt.
        base_width: Channels of a group in stage 2, doubled in stages 3 and 4; has no effect if
            there is one group.
        se_ratio: Reduction of the squeeze-and-excitation blocks; None for no such blocks.
        out_indices: Indices of the stages to return, see the table.
        frozen_stages: Number of stages to freeze besides the stem; 0 freezes only the stem, -1
            nothing.
        **kwargs: Arguments of MMPose's ``ResNet``, such as ``norm_eval``, ``with_cp``,
            ``base_channels`` and ``init_cfg``.

    Raises:
        ValueError: If ``depth``, ``width``, ``out_indices`` or ``frozen_stages`` is not one of the
            choices.

    Reference:
        Li et al., DetNet: A Backbone network for Object Detection, 2018, arXiv:1804.06215,
        section 3.2.
    """

    arch_settings: ClassVar[dict] = {50: (Bottleneck, (3, 4, 6)), 101: (Bottleneck, (3, 4, 23))}

    def __init__(
        self,
        depth: int = 50,
        *,
        width: int = 256,
        groups: int = 1,
        base_width: int = 4,
        se_ratio: int | None = None,
        out_indices: Sequence[int] = (4,),
        frozen_stages: int = -1,
        **kwargs: Any,
    ) -> None:
        if depth not in self.arch_settings:
            raise ValueError(f'depth={depth}: expected one of {sorted(self.arch_settings)}')
        self._block_options = dict(groups=groups, width_per_group=base_width)
        if se_ratio is not None:
            self._block_options['se_ratio'] = se_ratio
        self._block = Bottleneck if se_ratio is None else SEBottleneck
        super().__init__(
            depth,
            num_stages=3,
            strides=(1, 2, 2),
            dilations=(1, 1, 1),
            out_indices=(2,),
            frozen_stages=frozen_stages,
            **kwargs,
        )
        self._add_dilated_stages(width)
        self.num_stages = len(self.res_layers)
        if not out_indices or not set(out_indices) <= set(range(self.num_stages)):
            raise ValueError(f'out_indices={out_indices}: expected some of 0 to 4')
        if not -1 <= frozen_stages <= self.num_stages:
            raise ValueError(f'frozen_stages={frozen_stages}: expected -1 to {self.num_stages}')
        self.out_indices = tuple(out_indices)
        self._freeze_stages()

    def make_res_layer(self, **kwargs: Any) -> ResLayer:
        """Build a stage; its blocks have the groups and squeeze-and-excitation of the arguments."""
        options = dict(self._block_options, base_channels=self.base_channels, block=self._block)
        return ResLayer(**{**kwargs, **options})

    def _add_dilated_stages(self, width: int) -> None:
        in_channels: int = getattr(self, self.res_layers[-1])[-1].out_channels
        inner = in_channels // self.expansion
        if width % inner:
            raise ValueError(f'width={width}: expected a multiple of {inner}')
        for name in _DILATED_STAGES:
            stage = self.make_res_layer(
                num_blocks=3,
                in_channels=in_channels,
                out_channels=width,
                expansion=width // inner,
                dilation=2,
                with_cp=self.with_cp,
                conv_cfg=self.conv_cfg,
                norm_cfg=self.norm_cfg,
            )
            # ResLayer has no projection if the width does not change
            stage[0].downsample = ConvModule(
                in_channels,
                width,
                1,
                conv_cfg=self.conv_cfg,
                norm_cfg=self.norm_cfg,
                act_cfg=None,
            )
            self.add_module(name, stage)
            self.res_layers.append(name)
            in_channels = self.feat_dim = width

    def _freeze_stages(self) -> None:
        if self.frozen_stages < 0:
            return
        trained = self.res_layers[self.frozen_stages :]
        for name, module in self.named_children():
            if name not in trained:
                module.eval().requires_grad_(requires_grad=False)

    def init_weights(self) -> None:
        """Initialize by ``init_cfg``; stages that it does not cover by He initialization."""
        for name in _DILATED_STAGES:
            initialize(
                getattr(self, name),
                [
                    dict(type='Kaiming', layer='Conv2d'),
                    dict(type='Constant', layer='_BatchNorm', val=1),
                ],
            )
        super().init_weights()
