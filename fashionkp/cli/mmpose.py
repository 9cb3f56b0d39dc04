"""``fashionkp mmpose``: run one of MMPose's own tools."""

import argparse
from collections.abc import Sequence

TOOLS = {
    'analyze_logs': 'plot the losses of trainings, or print their time per iteration',
    'browse_dataset': 'draw the images of a config before or after its pipeline',
    'get_flops': 'count the operations and parameters of a model',
    'image_demo': 'predict and draw an image',
    'inferencer_demo': 'predict and draw images, folders and videos with MMPoseInferencer',
    'print_config': 'print the settings of a config with all its bases',
    'test': "test a model with MMEngine's runner",
    'train': "train a model with MMEngine's runner",
}
"""What each tool does."""


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    width = max(map(len, TOOLS))
    parser = argparse.ArgumentParser(
        prog='fashionkp mmpose',
        description='Run a tool of the installed MMPose, with the components and the configs of '
        'this package.',
        epilog='\n'.join(
            ['tools:', *(f'  {name:{width}}  {text}' for name, text in TOOLS.items())]
        ),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument('tool', choices=TOOLS, metavar='TOOL', help='see below')
    parser.add_argument(
        'arguments',
        nargs=argparse.REMAINDER,
        metavar='...',
        help='see fashionkp mmpose TOOL --help; a config may be the name of a model, and a '
        'checkpoint "starter"',
    )
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run ``fashionkp mmpose``; return the exit status."""
    args = parse_args(argv)

    from fashionkp_mm.compat.mmpose_tools import run_tool

    run_tool(args.tool, args.arguments)
    return 0
