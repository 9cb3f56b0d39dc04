"""``fashionkp average``: one checkpoint with the mean weights of several."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp average',
        description='Write a checkpoint whose weights are the mean of several ones of one model, '
        'such as those of the last epochs. Config and description are those of the last one. It is '
        'for testing and predicting: the state of the training is left out.',
    )
    parser.add_argument(
        'checkpoint', type=Path, nargs='+', metavar='CKPT', help='checkpoints, two or more'
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='checkpoint to write'
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)

    from fashionkp_mm.apis import average_checkpoints

    counts = average_checkpoints(args.checkpoint, args.output)
    print(f'{args.output}: {counts["weights"]} weights, means of {len(args.checkpoint)} files')
    if norms := counts['batch_norms']:
        print(
            f'the statistics of {norms} batch norms are means too, which fits checkpoints of one '
            'run only: compare with fashionkp test'
        )
    return 0
