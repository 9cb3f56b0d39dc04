"""The models that ``fashionkp models`` lists. A new one is an entry in :data:`CATALOGUE`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RemoteFile:
    """A file on a server.

    Attributes:
        url: Its address, which ends in the file's name.
        sha256: Its SHA-256 in hexadecimal, or as many of the first digits as are published.
    """

    url: str
    sha256: str

    @property
    def name(self) -> str:
        """Name of the file."""
        return self.url.rpartition('/')[2]


@dataclass(frozen=True)
class ModelEntry:
    """A model that can be fetched, or comes with this package.

    Attributes:
        name: Its name in commands.
        summary: What it is, in a line.
        points: The points that it predicts, such as ``24 (FashionAI)``.
        megabytes: Size of all files together, approximately.
        licence: Its licence, in a few words.
        notice: What a user has to know of the licence before the download.
        source: Web page or folder that the files are from.
        use: What the files can be used with.
        files: The files. A single exported model (.onnx) can be used by name.
        verified_online: Whether the project has fetched the files from their source, so that
            addresses and checksums are known to be right.
        shipped: Whether the files come with this package instead.
    """

    name: str
    summary: str
    points: str
    megabytes: int
    licence: str
    notice: str
    source: str
    use: str
    files: tuple[RemoteFile, ...]
    verified_online: bool
    shipped: bool = False

    @property
    def exported(self) -> RemoteFile | None:
        """The exported model; None if the entry is something else."""
        file = self.files[0]
        return file if len(self.files) == 1 and file.name.endswith('.onnx') else None


STARTER = 'starter'
STARTER_CONFIG = 'starter_all'
"""Config that it was trained with."""
STARTER_SHA256 = 'f6a20c3094e236d49ac0091baf22dbdc4c2af8c997164b56a6dd6079743a2988'
"""Written by ``tools/make_starter.py``."""
DEEPFASHION2 = 'deepfashion2-r50'
_OPENMMLAB = 'https://download.openmmlab.com/mmpose/fashion/resnet'
_DEEPFASHION2 = {
    'short_sleeved_shirt': '21e1c5da',
    'long_sleeved_shirt': '8679e7e3',
    'short_sleeved_outwear': 'a04c1298',
    'long_sleeved_outwear': '31fbaecf',
    'vest': '4c48d05c',
    'sling': 'ebb2b736',
    'shorts': '9ab23592',
    'trousers': '3e632257',
    'skirt': '09573469',
    'short_sleeved_dress': '1345b07a',
    'long_sleeved_dress': '87bac74e',
    'vest_dress': 'fb3fbd6f',
    'sling_dress': '8ebae0eb',
}
"""First digits of the SHA-256 of the model of each category, in the order of its ids.

OpenMMLab puts them into the names of its files; nothing longer is published.
"""

_ENTRIES = (
    ModelEntry(
        name=STARTER,
        summary='the model that is used if none is named, trained on drawn garments alone',
        points='24 (FashionAI)',
        megabytes=7,
        licence='Apache-2.0',
        notice='',
        source='this package (docs/starter.md)',
        use='prediction, "fashionkp serve", and "fashionkp train --from starter"',
        files=(RemoteFile('starter.onnx', STARTER_SHA256),),
        verified_online=True,
        shipped=True,
    ),
    ModelEntry(
        name=DEEPFASHION2,
        summary="OpenMMLab's ResNet-50 models of MMPose for DeepFashion2, one for each of its 13 "
        'categories',
        points='294 landmarks (DeepFashion2), 8 to 39 for a category',
        megabytes=13 * 137,
        licence='DeepFashion2: non-commercial research',
        notice='These models were trained by OpenMMLab on DeepFashion2, whose authors allow '
        'non-commercial research only (https://github.com/switchablenorms/DeepFashion2). They are '
        'not part of this package: you fetch them from OpenMMLab, and whether your use is allowed '
        'is for you to check.',
        source=_OPENMMLAB,
        use=f'"fashionkp predict --points-from {DEEPFASHION2}", beside another model; MMPose',
        files=tuple(
            RemoteFile(
                f'{_OPENMMLAB}/res50_deepfashion2_{name}_256x192-{digits}_20221208.pth', digits
            )
            for name, digits in _DEEPFASHION2.items()
        ),
        verified_online=False,
    ),
)

CATALOGUE: dict[str, ModelEntry] = {entry.name: entry for entry in _ENTRIES}
"""The entries by name."""
