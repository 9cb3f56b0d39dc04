"""``fashionkp convert``: annotations from one format to another."""

import argparse
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fashionkp.cli.convert_sources import FOREIGN, Source, read_source

if TYPE_CHECKING:
    from fashionkp.annotations import AnnotationTable

_SOURCES = {
    '.csv': 'fashionai',
    '.json': 'coco',
    '.xml': 'cvat',
    '.zip': 'cvat',
    '.jsonl': 'predictions',
    '.parquet': 'predictions',
}
_TARGETS = {'.csv': 'fashionai', '.json': 'coco', '': 'yolo'}
_FOLDERS = ('yolo', 'cvat', 'label-studio')  # targets
_logger = logging.getLogger('fashionkp')


def parse_args(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog='fashionkp convert',
        description='Convert FashionAI tables (.csv), COCO key point JSON (.json), predictions '
        '(.jsonl, .parquet) or other annotations to FashionAI tables, COCO JSON, a data set for '
        'Ultralytics YOLO (a folder) or what CVAT or Label Studio imports (--to). The suffixes of '
        'the names determine the formats, unless they are given.',
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
    _add_formats(parser)
    _add_options(parser)
    return parser.parse_args(argv)


def _add_formats(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--from',
        dest='source_format',
        type=lambda name: 'wide' if name == 'own' else name,  # 'own' is an older name
        choices=('fashionai', 'predictions', 'wide', 'deepfashion2', *FOREIGN),
        help='format of SRC (default: by its suffix); "wide" is a table with columns image, '
        'category and NAME_x, NAME_y, NAME_v for each key point; '
        '"deepfashion2" is the folder train or validation of DeepFashion2',
    )
    parser.add_argument(
        '--to',
        dest='target_format',
        choices=(*dict.fromkeys((*_TARGETS.values(), *_FOLDERS)),),
        help='format of OUT (default: by its suffix; a folder is for YOLO)',
    )


def _add_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        '--map',
        type=Path,
        metavar='NAMES',
        help='TOML file that maps the names of categories and key points in SRC to those of '
        'FashionAI, for files of other programs',
    )
    parser.add_argument(
        '--images',
        type=Path,
        metavar='DIR',
        help='folder that the image ids are relative to (default: the archive around each table). '
        'The sizes for JSON and YOLO are read from its images, and files that other programs name '
        'by absolute paths or URLs are searched in it',
    )
    parser.add_argument(
        '--no-sizes', action='store_true', help='leave sizes out of JSON, so no image is needed'
    )
    parser.add_argument(
        '--category',
        metavar='NAME',
        help='YOLO: write only this category, with its own key points (default: all categories '
        'with all key points)',
    )
    parser.add_argument(
        '--image-url',
        metavar='URL',
        help='Label Studio: URL that the image ids are appended to (default: '
        '/data/local-files/?d=, for files on its own machine)',
    )


def main(argv: Sequence[str] | None = None) -> int:
    args = parse_args(argv)
    source, target = _formats(args)
    _check_options(args, source, target)
    _check_output(args, source, target)
    if source == 'predictions' and args.images is None:
        args.images = Path()  # images are named as on the command line of predict
    read = read_source(args.source, source, args.map, args.images)
    table = read.table
    if target in ('fashionai', 'yolo'):
        from fashionkp.formats.several_garments import largest_garments

        table = largest_garments(table)
    if target == 'yolo':
        _write_yolo(args, table)
        return 0
    if target == 'coco':
        from fashionkp.formats.coco import write_coco

        write_coco(args.output, table, args.images, with_sizes=not args.no_sizes)
    elif target in _FOLDERS:
        _write_for_tool(args, read, target)
    else:
        if source in ('wide', 'deepfashion2') or args.images:
            _link_images(args.source[0], args.output, table, args.images)
        _write_table(args.output, table)
    print(f'{args.output}: {len(set(table.image_ids.tolist()))} images')
    return 0


def _check_options(args: argparse.Namespace, source: str, target: str) -> None:
    """Raise ValueError for an option that does not apply to the formats."""
    if target != 'coco' and args.no_sizes:
        raise ValueError('--no-sizes is for JSON: a table has no sizes, and the others need them')
    if target == 'fashionai' and args.images and source not in (*FOREIGN, 'predictions'):
        raise ValueError('--images is for JSON and folders: a table has no sizes')
    if target != 'yolo' and args.category:
        raise ValueError('--category is for YOLO')
    if target != 'label-studio' and args.image_url is not None:
        raise ValueError('--image-url is for Label Studio')
    if args.map and source not in FOREIGN:
        raise ValueError(f'--map is for files of other programs: {", ".join(FOREIGN)}')


def _formats(args: argparse.Namespace) -> tuple[str, str]:
    """Return the formats of source and output."""
    suffixes = {'.csv' if path.is_dir() else path.suffix.lower() for path in args.source}
    source = args.source_format or _SOURCES.get(min(suffixes), '') * (len(suffixes) == 1)
    suffix = args.output.suffix.lower()
    target = args.target_format or _TARGETS.get(suffix, '')
    is_folder = target in _FOLDERS
    if (
        not source
        or not target
        or source == target
        or (source != 'fashionai' and args.source[1:])
        or (is_folder and suffix in _SOURCES)
        or (not is_folder and _TARGETS.get(suffix) != target)
    ):
        names = ' '.join(map(str, args.source))
        raise ValueError(
            f'{names} to {args.output}: expected .csv files, or folders that contain them, to '
            '.json or to a folder; or one file in another format (--from) to .csv, .json or a '
            'folder (--to)'
        )
    return source, target


def _check_output(args: argparse.Namespace, source: str, target: str) -> None:
    from fashionkp.datasets.output_checks import check_outputs
    from fashionkp.fileio.output_checks import require_writable_folder

    if target in _FOLDERS:  # a new folder
        require_writable_folder(args.output)
        return
    tables = args.source if source == 'fashionai' else []
    check_outputs([args.output], *tables, inputs=args.source, images=args.images)


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


def _write_for_tool(args: argparse.Namespace, source: Source, target: str) -> None:
    """Write what an annotation tool imports."""
    from fashionkp.datasets.image_files import image_sizes
    from fashionkp.formats.cvat import write_cvat
    from fashionkp.formats.label_studio import LOCAL_FILES, write_label_studio

    table, sizes, scores = source
    if sizes is None:
        sizes = image_sizes(table, args.images)
    if target == 'cvat':
        write_cvat(args.output, table, sizes)
    else:
        url = LOCAL_FILES if args.image_url is None else args.image_url
        write_label_studio(args.output, table, sizes, scores=scores, image_url=url)
