"""The entries of the catalogue."""

import re

import pytest

from fashionkp.formats.deepfashion2.landmarks import GARMENTS
from fashionkp.model_zoo.catalogue import CATALOGUE

_CHECKSUM_IN_NAME = re.compile(r'-([0-9a-f]{8})_\d{8}\.pth')


@pytest.mark.parametrize('entry', CATALOGUE.values(), ids=CATALOGUE)
def test_an_entry_is_complete(entry):
    assert re.fullmatch(r'[a-z0-9-]+', entry.name)
    assert all((entry.summary, entry.points, entry.licence, entry.use))
    assert bool(entry.notice) != entry.shipped
    names = [file.name for file in entry.files]
    assert len(set(names)) == len(names) > 0
    for file in entry.files:
        assert file.url.startswith('https://') or entry.shipped
        assert re.fullmatch(r'[0-9a-f]{8}|[0-9a-f]{64}', file.sha256)


def test_the_models_of_deepfashion2_are_those_of_mmpose():
    files = CATALOGUE['deepfashion2-r50'].files
    assert len(files) == len(GARMENTS)
    for file, garment in zip(files, GARMENTS.values(), strict=True):
        name = garment.name.replace('sleeve_', 'sleeved_').replace('_top', '_shirt')
        assert f'res50_deepfashion2_{name}_256x192' in file.url
        assert _CHECKSUM_IN_NAME.search(file.name)[1] == file.sha256


def test_addresses_are_those_in_the_metadata_of_mmpose():
    mmpose = pytest.importorskip('mmpose')
    from pathlib import Path

    (index,) = Path(mmpose.__file__).parent.glob('.mim/configs/**/res50_deepfasion2.yml')
    urls = re.findall(r'Weights: (\S+)', index.read_text())
    assert urls == [file.url for file in CATALOGUE['deepfashion2-r50'].files]
