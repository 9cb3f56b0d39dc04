"""Checks of images: whether they exist, how they are stored, and whether they are copies."""

from collections.abc import Callable, Iterator

from fashionkp.annotations import image_root
from fashionkp.annotations.no_garment_list import NoGarmentList
from fashionkp.categories import OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet
from fashionkp.datasets.image_inspection import ImageFacts
from fashionkp.datasets.splits import validation_mask
from fashionkp.doctor.findings import Finding, at_row, file_name, full_location
from fashionkp.doctor.registry import Find, check
from fashionkp.fileio.folder_files import files_in
from fashionkp.images.suffixes import IMAGE_SUFFIXES

_MIN_SIDE = 300  # official images have longer long sides, pixels


def _per_image(describe: Callable[[ImageFacts], str]) -> Find:
    """Return a search for rows in whose images ``describe`` finds something.

    Args:
        describe: Returns the text of the finding, empty for none.
    """

    def find(data: DataSet) -> Iterator[Finding]:
        if data.images is None:
            return
        texts = {path: text for path, facts in data.images.items() if (text := describe(facts))}
        for row, path in enumerate(data.image_paths if texts else ()):
            if path in texts:
                yield at_row(data.table, row, texts[path])

    return find


@check(
    'no-pictures',
    'info',
    meaning='There are no images beside the table; they are not checked.',
    remedy='Nothing, if only annotations are needed. Otherwise unpack the images beside the table.',
)
def no_images(data: DataSet) -> Iterator[Finding]:
    if len(data.table) and not data.has_images:
        roots = dict.fromkeys(data.table.image_roots)
        yield from (Finding('no folder of images', root) for root in roots)


@check(
    'missing-picture',
    'error',
    meaning='The image of a row does not exist.',
    remedy='Unpack it again, or remove the row.',
)
@_per_image
def missing_image(facts: ImageFacts) -> str:
    return f'no file {facts.path}' if facts.missing else ''


@check(
    'unreadable-picture',
    'error',
    meaning='The image of a row is cut off, or is not an image.',
    remedy='Unpack it again, or remove the row.',
)
@_per_image
def unreadable_image(facts: ImageFacts) -> str:
    return facts.error


@check(
    'unlisted-picture',
    'info',
    meaning='An image is in the folders of the images, but no row names it, and no list of photos '
    'without a garment.',
    remedy='Check whether rows are missing.',
)
def unlisted_image(data: DataSet) -> Iterator[Finding]:
    if data.images is None or data.source.is_file():
        return  # a table need not name all images of its folder
    listed = {*data.images, *(row.image_path for row in data.malformed_rows)}
    for table in (file.path for file in data.files):
        try:
            listed |= {image_root(table) / image_id for image_id in NoGarmentList(table)}
        except (OSError, ValueError) as error:
            yield Finding(str(error), table)
    for folder in sorted({folder for folder in data.image_folders if folder.is_dir()}):
        try:
            paths = files_in(folder, IMAGE_SUFFIXES).used
        except OSError as error:
            yield Finding(f'cannot list the images: {error}', folder)
            continue
        yield from (Finding('no row', path) for path in paths if path not in listed)


@check(
    'turned-picture',
    'warning',
    meaning='The EXIF orientation rotates or mirrors the image, which some programs ignore. This '
    'package applies it and takes points as relative to the upright image.',
    remedy='Check that the points fit the upright image, and store it upright without EXIF data.',
)
@_per_image
def turned_image(facts: ImageFacts) -> str:
    return f'{facts.size[0]} x {facts.size[1]} when upright' if facts.turned else ''


@check(
    'grey-picture',
    'info',
    meaning='The image is stored without colour.',
    remedy='Nothing: it is read with three equal channels.',
)
@_per_image
def grey_image(facts: ImageFacts) -> str:
    return 'one colour component' if facts.components == 1 else ''


@check(
    'ink-picture',
    'warning',
    meaning='The image is stored in printing inks (CMYK), which programs convert to RGB in '
    'different ways, some inverted.',
    remedy='Store it as RGB.',
)
@_per_image
def ink_image(facts: ImageFacts) -> str:
    return 'four colour components' if facts.components == 4 else ''


@check(
    'unusual-size',
    'info',
    meaning=f'The long side of the image is not within {_MIN_SIDE}..{OFFICIAL_SIDE} px, as in '
    'official images.',
    remedy='Nothing: any size is read. Very small images show too little.',
)
@_per_image
def unusual_size(facts: ImageFacts) -> str:
    usual = _MIN_SIDE <= max(facts.size) <= OFFICIAL_SIDE
    return '' if usual or not max(facts.size) else f'{facts.size[0]} x {facts.size[1]}'


@check(
    'near-identical',
    'info',
    meaning='Two images with different ids differ only in size or compression. Mirrored or '
    'cropped copies are not found.',
    remedy='Compare their points: the labels of one of them may be better.',
)
def near_identical(data: DataSet) -> Iterator[Finding]:
    return _copies(data, same_split=True)


@check(
    'split-leak',
    'warning',
    meaning='Two nearly identical images are in different parts of the fixed split into training '
    'and validation: the validation score will be too good.',
    remedy='Remove one of them.',
)
def split_leak(data: DataSet) -> Iterator[Finding]:
    return _copies(data, same_split=False)


def _copies(data: DataSet, *, same_split: bool) -> Iterator[Finding]:
    in_validation = validation_mask(data.table.image_ids.tolist())
    for first, second in data.copies[0].tolist():
        if (in_validation[first] == in_validation[second]) == same_split:
            text = f'like {data.table.image_ids[first]} ({data.table.location(first)})'
            yield at_row(data.table, second, text, copy_of=data.image_paths[first])


@check(
    'leak-by-picture',
    'warning',
    meaning='An image is nearly identical to one of the test data with another id: the score will '
    'be too good.',
    remedy='Look at both, and remove the row from the training data.',
)
def leak_by_image(data: DataSet) -> Iterator[Finding]:
    if data.test is None:
        return
    test = data.test.table
    for row, test_row in data.copies[1].tolist():
        if file_name(data.table, row) != file_name(test, test_row):  # else a leak by id
            text = f'like {test.image_ids[test_row]} ({full_location(test, test_row)})'
            yield at_row(data.table, row, text, copy_of=data.test.image_paths[test_row])
