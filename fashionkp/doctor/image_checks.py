"""Checks of the images: whether they are there, how they are stored, whether they are copies."""

from collections.abc import Callable, Iterator

from fashionkp.categories import OFFICIAL_SIDE
from fashionkp.datasets.data_set import DataSet
from fashionkp.datasets.image_inspection import ImageFacts
from fashionkp.datasets.splits import validation_mask
from fashionkp.doctor.findings import Finding, at_row, file_name, full_location
from fashionkp.doctor.registry import Find, check
from fashionkp.inference.sources import images_in

_SHORTEST = 300  # no long side of an official image is smaller, pixels


def _of_images(tell: Callable[[ImageFacts], str]) -> Find:
    """A search for rows of whose images ``tell`` has to say a text."""

    def find(data: DataSet) -> Iterator[Finding]:
        if data.images is None:
            return
        texts = {path: text for path, facts in data.images.items() if (text := tell(facts))}
        for row, path in enumerate(data.image_paths if texts else ()):
            if path in texts:
                yield at_row(data.table, row, texts[path])

    return find


@check(
    'no-pictures',
    'info',
    'The folder of a table has no images, so that nothing about them is checked.',
    'Nothing, where only annotations are wanted; else unpack the images beside the table.',
)
def no_images(data: DataSet) -> Iterator[Finding]:
    if len(data.table) and not data.has_images:
        roots = dict.fromkeys(data.table.image_roots)
        yield from (Finding('none of the folders of images is there', root) for root in roots)


@check(
    'missing-picture',
    'error',
    'The image of a row is not there.',
    'Unpack it again, or leave the row out.',
)
@_of_images
def missing_image(facts: ImageFacts) -> str:
    return f'no file {facts.path}' if facts.missing else ''


@check(
    'unreadable-picture',
    'error',
    'The image of a row is cut off, or no image.',
    'Unpack it again, or leave the row out.',
)
@_of_images
def unreadable_image(facts: ImageFacts) -> str:
    return facts.error


@check(
    'unlisted-picture',
    'info',
    'No row names an image that lies among the others.',
    'See whether rows are missing.',
)
def unlisted_image(data: DataSet) -> Iterator[Finding]:
    if data.images is None or data.source.is_file():
        return  # a table need not name all images of its folder
    listed = {*data.images, *(row.image_path for row in data.malformed_rows)}
    for folder in sorted({top for top in data.image_folders if top.is_dir()}):
        try:
            paths = images_in(folder)
        except OSError as error:
            yield Finding(f'its images cannot be listed: {error}', folder)
            continue
        yield from (Finding('no row', path) for path in paths if path not in listed)


@check(
    'turned-picture',
    'warning',
    'EXIF data say that the image is to be turned or mirrored, which some programs do and others '
    'do not: this package does, and takes points to be relative to the upright image.',
    'See that the points fit the upright image, and store it upright without EXIF data.',
)
@_of_images
def turned_image(facts: ImageFacts) -> str:
    return f'{facts.size[0]} x {facts.size[1]} when upright' if facts.turned else ''


@check(
    'grey-picture',
    'info',
    'The image is stored without colours.',
    'Nothing: it is read as one with three equal colours.',
)
@_of_images
def grey_image(facts: ImageFacts) -> str:
    return 'one colour component' if facts.components == 1 else ''


@check(
    'ink-picture',
    'warning',
    'The image is stored in colours of printing inks (CMYK), which programs turn into RGB in '
    'different ways, some inverted.',
    'Store it as RGB.',
)
@_of_images
def ink_image(facts: ImageFacts) -> str:
    return 'four colour components' if facts.components == 4 else ''


@check(
    'unusual-size',
    'info',
    f'The long side of the image is not within {_SHORTEST}..{OFFICIAL_SIDE} px, as those of official '
    'images are.',
    'Nothing: any size is read. Very small images show too little.',
)
@_of_images
def unusual_size(facts: ImageFacts) -> str:
    usual = _SHORTEST <= max(facts.size) <= OFFICIAL_SIDE
    return '' if usual or not max(facts.size) else f'{facts.size[0]} x {facts.size[1]}'


@check(
    'near-identical',
    'info',
    'Two images under different ids are the same but for size or compression. Mirrored or '
    'cropped copies are not found.',
    'Compare their points: the labels of one of them may be better.',
)
def near_identical(data: DataSet) -> Iterator[Finding]:
    return _copies(data, same_side=True)


@check(
    'split-leak',
    'warning',
    'Two nearly identical images fall on different sides of the fixed split of training and '
    'validation: the validation score will be too good.',
    'Leave one of them out.',
)
def split_leak(data: DataSet) -> Iterator[Finding]:
    return _copies(data, same_side=False)


def _copies(data: DataSet, same_side: bool) -> Iterator[Finding]:
    held_out = validation_mask(data.table.image_ids.tolist())
    for first, second in data.copies[0].tolist():
        if (held_out[first] == held_out[second]) == same_side:
            text = f'as {data.table.image_ids[first]} ({data.table.location(first)})'
            yield at_row(data.table, second, text, image_like=data.image_paths[first])


@check(
    'leak-by-picture',
    'warning',
    'An image is nearly identical to one of the test data, under another id: the score will be '
    'too good.',
    'Look at both, and leave the row out of training.',
)
def leak_by_image(data: DataSet) -> Iterator[Finding]:
    if data.test is None:
        return
    test = data.test.table
    for row, place in data.copies[1].tolist():
        if file_name(data.table, row) != file_name(test, place):  # else a leak by id
            text = f'as {test.image_ids[place]} ({full_location(test, place)})'
            like = data.test.image_paths[place]
            yield at_row(data.table, row, text, image_like=like)
