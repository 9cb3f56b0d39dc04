"""The folder of a static page, as files: no browser is needed."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from web_runtime_package import fake_package

from fashionkp.categories import CATEGORIES, KEYPOINTS
from fashionkp.inference.model_card import ModelCard
from fashionkp.inference.onnx_file import read_model_file
from fashionkp.inference.onnx_precision import single_precision
from fashionkp.measurements import MEASUREMENTS
from fashionkp.model_zoo.names import find_model
from fashionkp.serving.static_page import PAGES, require_runnable, write_static_page
from fashionkp.serving.web_runtime import FILES
from fashionkp.visualization.keypoints import side_color

ROOT = Path(__file__).parents[3]
IMPORT = re.compile(r"""from '([^']+)'|new URL\('([^']+)', import""")
ASSET = re.compile(r'(?:src|href)="([^"]+)"')


@pytest.fixture(scope='module')
def starter() -> ModelCard:
    path = find_model('starter')
    return ModelCard.from_metadata(read_model_file(path).metadata, str(path))


@pytest.fixture(scope='module')
def exported(tmp_path_factory) -> Path:
    """A page with the starter model."""
    folder = tmp_path_factory.mktemp('site')
    write_static_page('starter', folder / 'demo', fake_package(folder / 'package'), print)
    return folder / 'demo'


def test_every_file_that_the_page_loads_is_in_the_folder_and_no_other(exported):
    files = {path.relative_to(exported).as_posix() for path in exported.rglob('*.*')}
    needed = {f'onnxruntime/{name}' for name in FILES.values()}
    needed |= {'index.html', 'model.onnx', 'licenses/fashionkp.txt', 'licenses/onnxruntime-web.txt'}
    html = (exported / 'index.html').read_text()
    needed |= {name for name in ASSET.findall(html) if name != 'docs'}  # the link of the server
    for path in exported.glob('page/*.js'):
        for names in IMPORT.findall(path.read_text()):
            target = (path.parent / ''.join(names)).resolve().relative_to(exported.resolve())
            needed |= {target.as_posix()} - {'onnxruntime'}
    assert files == needed


@pytest.mark.parametrize('page', PAGES, ids=lambda page: page.name)
def test_scripts_import_what_exists(page):
    for path in page.glob('*.js'):
        for name in filter(None, (names[0] for names in IMPORT.findall(path.read_text()))):
            assert any((folder / name).is_file() for folder in (page, PAGES[0])), (path, name)


def test_no_other_host_is_named_and_none_may_be_reached(exported):
    sources = [exported / 'index.html', *exported.glob('page/*')]
    hosts = {
        host for path in sources for host in re.findall(r'https?://([^/\s\']+)', path.read_text())
    }
    assert hosts == {'www.w3.org'}  # the namespace of SVG
    policy = re.search(r'content="(default-src[^"]*)"', (exported / 'index.html').read_text())[1]
    assert re.findall(r'([a-z-]+) ([^;]+)', policy) == [
        ('default-src', "'self'"),
        ('img-src', "'self' blob:"),
        ('base-uri', "'none'"),
        ('form-action', "'none'"),
    ]
    assert '<script>' not in (exported / 'index.html').read_text()


def test_facts_match_the_core_and_the_model(exported, starter):
    facts = json.loads((exported / 'facts.json').read_text())
    assert list(facts['keypoints']) == list(starter.keypoints)
    assert list(facts['categories']) == list(starter.categories)
    for name, keypoint in facts['keypoints'].items():
        assert keypoint['number'] == KEYPOINTS.index(name)
        assert tuple(bytes.fromhex(keypoint['color'][1:])) == side_color(name)
    for name, category in facts['categories'].items():
        assert category['keypoints'] == list(CATEGORIES[name].keypoints)
        paths = {
            length.name: [dict(point.weights) for point in length.path]
            for length in MEASUREMENTS[name]
        }
        assert category['paths'] == paths
        needs = {length.name: [*length.keypoints] for length in MEASUREMENTS[name]}
        assert category['measurements'] == needs
    model = facts['model']
    assert model['input_size'] == list(starter.input_size)
    assert (model['unbiased'], model['calibrated']) == (starter.unbiased, starter.calibrated)
    assert set(model['outputs']) == starter.shapes().keys() - {'images'}
    assert model['file'] == 'model.onnx'
    assert (model['name'], model['ne']) == (starter.name, round(starter.ne, 2))


def test_model_and_licenses_are_copied_whole(exported):
    original, copy = (
        read_model_file(find_model('starter')),
        read_model_file(exported / 'model.onnx'),
    )
    assert copy.metadata == original.metadata
    assert copy.data == single_precision(original.data)
    licenses = exported / 'licenses'
    assert (licenses / 'fashionkp.txt').read_text() == (ROOT / 'LICENSE').read_text()
    text = (licenses / 'onnxruntime-web.txt').read_text()
    assert 'Copyright (c) Microsoft Corporation' in text
    assert 'Permission is hereby granted' in text


def test_a_model_of_a_custom_size_is_described_by_its_own_card(hand_model, tmp_path):
    package = fake_package(tmp_path / 'package')
    card = write_static_page(hand_model.path, tmp_path / 'page', package, print)
    facts = json.loads((tmp_path / 'page/facts.json').read_text())
    assert facts['model']['name'] == card.name == 'drawn_by_hand'
    assert facts['model']['input_size'] == [8, 8]


def test_nothing_is_written_if_something_is_wrong(tmp_path):
    package = fake_package(tmp_path / 'package')
    next((package / 'dist').iterdir()).unlink()
    before = {*tmp_path.iterdir()}
    with pytest.raises(ValueError, match='has no dist/'):
        write_static_page('starter', tmp_path / 'page', package, print)
    assert {*tmp_path.iterdir()} == before


def test_a_folder_with_files_is_left_alone(tmp_path):
    (tmp_path / 'mine.txt').write_text('mine')
    with pytest.raises(FileExistsError, match=tmp_path.name):
        write_static_page('starter', tmp_path, fake_package(tmp_path.parent / 'package'), print)
    assert [path.name for path in tmp_path.iterdir()] == ['mine.txt']


def test_an_int8_model_is_refused(starter):
    require_runnable(starter, 'a.onnx')
    with pytest.raises(ValueError, match=r'a\.onnx: an int8 model.*--int8'):
        require_runnable(replace(starter, precision='int8'), 'a.onnx')


def test_a_checkpoint_is_refused(tmp_path):
    checkpoint = tmp_path / 'best.pth'
    checkpoint.write_bytes(b'PK\x03\x04')
    with pytest.raises(ValueError, match=r'best\.pth.*checkpoint'):
        write_static_page(checkpoint, tmp_path / 'page', fake_package(tmp_path / 'package'), print)


def test_it_needs_neither_pytorch_nor_a_backend(tmp_path):
    package = fake_package(tmp_path / 'package')
    script = """
import sys
from fashionkp.cli.main import main

package, out = sys.argv[1:]
assert main(['export', 'starter', '--web', out, '--runtime', package]) == 0
heavy = {'torch', 'mmpose', 'mmengine', 'onnxruntime', 'onnx', 'fastapi', 'fashionkp_mm'}
assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()
"""
    command = [sys.executable, '-c', script, package, tmp_path / 'page']
    subprocess.run(command, check=True)
