"""Train a head of your own: registered in MMPose, put into a recipe, run by MMEngine.

    fashionkp synth data/synthetic/train --num 4000
    FASHIONAI_ROOT=data/synthetic python examples/custom_head.py work_dirs/wide_head 6

Needs MMPose, as docs/install.md installs it.
"""

import sys

import fashionkp_mm  # noqa: F401  # isort: skip  registers everything; makes MMPose importable
from mmengine import Config
from mmengine.runner import Runner
from mmpose.models.heads import HeatmapHead
from mmpose.registry import MODELS


@MODELS.register_module()
class WideHead(HeatmapHead):
    """Heatmaps from the finest level of the backbone, through a convolution with a wide kernel."""

    def __init__(self, in_channels, out_channels, width=64, kernel=7, **kwargs):
        convs = dict(conv_out_channels=(width,), conv_kernel_sizes=(kernel,))
        super().__init__(in_channels, out_channels, deconv_out_channels=None, **convs, **kwargs)

    def forward(self, feats):
        return super().forward(feats[:1])  # (B, C, H, W) to (B, K, H, W)


def main(work_dir: str, epochs: str) -> None:
    cfg = Config.fromfile('cpn_small_skirt')  # cpn_small_all: 24 points
    cfg.model.head = dict(type='WideHead', in_channels=32, out_channels=4, decoder=cfg.codec)
    cfg.train_cfg.max_epochs = int(epochs)
    cfg.work_dir = work_dir
    Runner.from_cfg(cfg).train()


if __name__ == '__main__':
    main(*sys.argv[1:])
