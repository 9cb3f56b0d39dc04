"""``fashionkp average``: average the weights of several checkpoints."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp average',
        description='Average the weights of several checkpoints of one model, such as those of the '
        'last epochs. Config and metadata are taken from the last one. The result is for testing '
        'and predicting: it has no training state.',
    )
    parser.add_argument(
        'checkpoint', type=Path, nargs='+', metavar='CKPT', help='checkpoints, two or more'
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='checkpoint to write'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp average``; return the exit status."""
    args = parse_args(argv)

    from fashionkp_mm.apis import average_checkpoints

    counts = average_checkpoints(args.checkpoint, args.output)
    print(f'{args.output}: {counts["weights"]} tensors, means of {len(args.checkpoint)} files')
    if norms := counts['batch_norms']:
        print(
            f'The statistics of {norms} batch norms are averaged too, which is only accurate for '
            'checkpoints of one run: check the result with "fashionkp test".'
        )
    return 0
