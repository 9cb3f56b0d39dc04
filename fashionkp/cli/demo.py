"""``fashionkp demo``: the whole way from nothing to predictions, on drawn garments."""

import argparse
from collections.abc import Sequence
from pathlib import Path


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp demo',
        description='Draw garments, train a small model on them, test it and show its predictions.',
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument('out', type=Path, nargs='?', default=Path('demo_output'), help='folder')
    parser.add_argument('--num-train', type=int, default=6000, help='images to learn from')
    parser.add_argument('--num-test', type=int, default=250, help='images held out for the score')
    parser.add_argument('--epochs', type=int, default=10, help='passes over the images')
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    from fashionkp_mm.apis.demo import run_demo

    run_demo(args.out, num_train=args.num_train, num_test=args.num_test, epochs=args.epochs)
    return 0
