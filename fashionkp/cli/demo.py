"""``fashionkp demo``: train, test and predict on synthetic garments."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp demo',
        description='Generate synthetic garments, train a small model on them, test it, and draw '
        'its predictions on a contact sheet.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument(
        'out', type=Path, nargs='?', default=Path('demo_output'), help='output folder'
    )
    parser.add_argument(
        '--num-train', type=int, default=1300, help='number of images for training and validation'
    )
    parser.add_argument('--num-test', type=int, default=200, help='number of images for the test')
    parser.add_argument('--epochs', type=int, default=6, help='number of epochs')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp demo``; return the exit status."""
    args = parse_args(argv)

    from fashionkp_mm.apis.demo import run_demo

    run_demo(args.out, num_train=args.num_train, num_test=args.num_test, epochs=args.epochs)
    return 0
