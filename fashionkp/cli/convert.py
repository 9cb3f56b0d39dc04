"""``fashionkp convert``: annotations from one format to another."""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fashionkp.annotations import AnnotationTable

_SOURCES = {'.csv': 'fashionai', '.json': 'coco'}
_TARGETS = {'.csv': 'fashionai', '.json': 'coco', '': 'yolo'}
_FOREIGN = ('coco',)  # written by other programs, with names of their own
_logger = logging.getLogger('fashionkp')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp convert',
        description='Convert FashionAI tables (.csv), COCO key point JSON (.json) or other '
        'annotations to FashionAI tables, COCO JSON or a data set for Ultralytics YOLO (a '
        'folder). The suffixes of the names determine the formats.',
    )
    parser.add_argument(
        'source',
        type=Path,
        nargs='+',
        metavar='SRC',
        help='tables or folders of archives, which are joined; or one file of another format',
    )
    parser.add_argument(
        '-o', '--output', type=Path, required=True, metavar='OUT', help='file or folder to write'
    )
    _add_options(parser)
    return parser.parse_args(argv)


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--from',
        dest='source_format',
        type=lambda name: 'wide' if name == 'own' else name,  # 'own' is an older name
        choices=('fashionai', 'coco', 'wide', 'deepfashion2'),
        help='format of SRC (default: by its suffix); "wide" is a table with columns image, '
        'category and NAME_x, NAME_y, NAME_v for each key point; '
        '"deepfashion2" is the folder train or validation of DeepFashion2',
    )
    parser.add_argument(
        '--map',
        type=Path,
        metavar='NAMES',
        help='TOML file with the names of categories and key points in SRC and ours, for files of '
        'other programs',
    )
    parser.add_argument(
        '--images',
        type=Path,
        metavar='DIR',
        help='folder that the image ids are relative to (default: that of the archive around each '
        'table); JSON and YOLO labels need the size of each image, and absolute names and URLs of '
        'other programs are looked for in it',
    )
    parser.add_argument(
        '--no-sizes', action='store_true', help='leave sizes out of JSON, so that it needs no image'
    )
    parser.add_argument(
        '--category',
        metavar='NAME',
        help='YOLO: write only this category, with its own key points (default: all categories '
        'with all key points)',
    )


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    source, target = _formats(args)
    _check_options(args, source, target)
    _check_output(args, source, target)
    table = _read(args, source)
    if target in ('fashionai', 'yolo'):
        from fashionkp.formats.several_garments import largest_garments

        table = largest_garments(table)
    if target == 'yolo':
        _write_yolo(args, table)
        return 0
    if target == 'coco':
        from fashionkp.formats.coco import write_coco

        write_coco(args.output, table, args.images, with_sizes=not args.no_sizes)
    else:
        if source in ('wide', 'deepfashion2') or args.images:
            _link_images(args.source[0], args.output, table, args.images)
        _write_table(args.output, table)
    print(f'{args.output}: {len(set(table.image_ids.tolist()))} images')
    return 0


def _check_options(args: argparse.Namespace, source: str, target: str) -> None:
    """Raise ValueError for an option that does not apply to the formats."""
    if target != 'coco' and args.no_sizes:
        raise ValueError('--no-sizes is for JSON: a table has no sizes, and YOLO needs them')
    if target == 'fashionai' and args.images and source not in _FOREIGN:
        raise ValueError('--images is for JSON and YOLO: a table has no sizes')
    if target != 'yolo' and args.category:
        raise ValueError('--category is for YOLO')
    if args.map and source not in _FOREIGN:
        raise ValueError(f'--map is for files of other programs: {", ".join(_FOREIGN)}')


def _formats(args: argparse.Namespace) -> tuple[str, str]:
    """Return the formats of source and output."""
    suffixes = {'.csv' if path.is_dir() else path.suffix.lower() for path in args.source}
    source = args.source_format or _SOURCES.get(min(suffixes), '') * (len(suffixes) == 1)
    target = _TARGETS.get(args.output.suffix.lower(), '')
    if not source or not target or source == target or (source != 'fashionai' and args.source[1:]):
        names = ' '.join(map(str, args.source))
        raise ValueError(
            f'{names} to {args.output}: expected .csv files, or folders that contain them, to '
            '.json or to a folder; or one .json, or a table in another format (--from), to .csv, '
            '.json or a folder'
        )
    return source, target


def _check_output(args: argparse.Namespace, source: str, target: str) -> None:
    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.fileio.output_checks import require_writable_folder

    if target == 'yolo':  # a new folder
        require_writable_folder(args.output)
        return
    tables = args.source if source == 'fashionai' else []
    check_outputs([args.output], *tables, inputs=args.source, images=args.images)


def _read(args: argparse.Namespace, source: str) -> 'AnnotationTable':
    files: list[Path] = args.source
    if source in _FOREIGN:
        return _read_foreign(args, source)
    if source == 'wide':
        from fashionkp.formats.wide_table import read_wide_table

        return read_wide_table(files[0])
    if source == 'deepfashion2':
        from fashionkp.formats.deepfashion2 import read_deepfashion2

        return read_deepfashion2(files[0], show_progress=True)
    from fashionkp.annotations import annotation_files, read_annotations

    return read_annotations(*(table for file in files for table in annotation_files(file)))


def _read_foreign(args: argparse.Namespace, source: str) -> 'AnnotationTable':
    """Read a file of another program, one row per garment."""
    from fashionkp.formats.coco import read_coco_garments
    from fashionkp.formats.foreign_names import read_foreign_names

    names = read_foreign_names(args.map) if args.map else None
    return read_coco_garments(args.source[0], names, args.images)


def _link_images(source: Path, output: Path, table: 'AnnotationTable', images: Path | None) -> None:
    """Link the images of a table, so that they are found from another table, too."""
    from fashionkp.annotations import image_root
    from fashionkp.datasets.image_files import link_images

    if output.exists() and output.samefile(source):
        raise FileExistsError(f'{output}: source and output are the same: choose another name')
    link_images(table, images or table.image_roots[0], image_root(output))


def _write_table(path: Path, table: 'AnnotationTable') -> None:
    import numpy as np

    from fashionkp.annotations import write_annotations

    if rounded := int((table.keypoints != np.rint(table.keypoints)).any(-1).sum()):
        _logger.warning('rounded %d key points to whole pixels', rounded)
    write_annotations(path, table)


def _write_yolo(args: argparse.Namespace, table: 'AnnotationTable') -> None:
    from fashionkp.formats.yolo import write_yolo

    counts = write_yolo(args.output, table, args.images, args.category)
    print(f'{args.output}: {counts["train"]} images to train, {counts["val"]} to validate')
    if left_out := counts['left out']:
        print(f'{left_out} rows without an annotated point are left out')
