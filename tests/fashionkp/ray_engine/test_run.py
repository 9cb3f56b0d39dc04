"""Two workers of Ray: what comes of images, also when workers are killed."""

import os
import signal
from contextlib import nullcontext
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.custom_garments import VARIABLE
from fashionkp.inference.source_image import SourceImage
from fashionkp.inference.sources import find_images
from fashionkp.predictions.parquet import read_parquet
from fashionkp.ray_engine import run
from fashionkp.ray_engine.plan import PredictionJob
from fashionkp.ray_engine.results import ERRORS
from fashionkp.ray_engine.run import GROUP_SIZE, _groups, predict_on_ray

pq = pytest.importorskip('pyarrow.parquet')


def test_groups_are_shared_and_not_too_large():
    images = [SourceImage(f'{i}', partial(np.zeros, 3)) for i in range(3000)]
    for count, size in ((3000, GROUP_SIZE), (1000, 125), (100, 16), (10, 10)):
        groups = _groups(images[:count], 2, 16)
        assert [name for group in groups for name in group] == images[:count]
        assert {len(group) for group in groups[:-1]} <= {size}


def test_workers_elsewhere_are_told_of_declared_garments(monkeypatch, tmp_path):
    monkeypatch.delenv(VARIABLE, raising=False)
    assert run._garments() == {}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, os.pathsep.join(['a.toml', '/b/c.toml']))
    assert run._garments() == {VARIABLE: os.pathsep.join([f'{tmp_path}/a.toml', '/b/c.toml'])}


class FakeRay:
    """A cluster of two cores."""

    @staticmethod
    def cluster_resources():
        return {'CPU': 2.0}


@pytest.fixture(scope='module')
def cluster():
    """A cluster of this machine with two cores."""
    if find_spec('ray') is None:
        pytest.skip('no ray')
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv('RAY_ADDRESS', 'local')
        with run.ray_here_or_there(2) as ray:
            yield ray


@pytest.fixture
def on_cluster(cluster, monkeypatch):
    """Lets predictions use the cluster that is there."""
    monkeypatch.setattr(run, 'ray_here_or_there', lambda: nullcontext(cluster))


@pytest.fixture
def images(tmp_path):
    """48 images that take some time to read."""
    noise = np.random.default_rng(0).integers(0, 256, (1200, 1200, 3), np.uint8)
    shop = tmp_path / 'shop'
    shop.mkdir()
    cv2.imwrite(str(shop / '00.png'), noise)
    for i in range(1, 48):
        os.link(shop / '00.png', shop / f'{i:02}.png')
    return find_images(shop)[0]


@pytest.fixture
def plan(tmp_path, hand_model):
    return PredictionJob(str(tmp_path / 'out'), hand_model.path.read_bytes(), batch_size=3)


def processes():
    """Ids of the processes below this one, with their command lines."""
    parents, lines = {}, {}
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            parents[folder.name] = (folder / 'stat').read_text().rpartition(')')[2].split()[1]
            lines[folder.name] = (folder / 'cmdline').read_text()
        except OSError:  # it has ended meanwhile
            continue
    ours = {str(os.getpid())}
    for _ in range(4):
        ours |= {child for child, parent in parents.items() if parent in ours}
    return {int(process): lines.get(process, '') for process in ours}


def working():
    """Processes of workers that have a group now: Ray names what they are doing."""
    return [i for i, line in processes().items() if 'Worker)).submit' in line]


def test_a_cluster_of_this_machine_listens_to_this_machine_alone(cluster):
    assert [node['NodeManagerAddress'] for node in cluster.nodes()] == ['127.0.0.1']


@pytest.mark.faults
@pytest.mark.skipif(not Path('/proc').is_dir(), reason='looks for processes in /proc')
def test_a_killed_worker_loses_nothing(on_cluster, images, plan, monkeypatch):
    killed, answers = [], run._answers

    def killing_one(*args):
        for answer in answers(*args):
            yield answer
            for victim in working()[:1] if not killed else ():
                killed.append(victim)
                os.kill(victim, signal.SIGKILL)

    monkeypatch.setattr(run, '_answers', killing_one)
    assert predict_on_ray(images, plan, 2, pytest.fail) == 0
    assert killed
    assert killed[0] not in processes()
    found = sorted(garment.image for garment in read_parquet(plan.output))
    assert found == [image.name for image in images]


def test_a_image_that_kills_workers_is_given_up(on_cluster, images, plan, monkeypatch):
    monkeypatch.setattr(run, 'RETRIES', 1)
    deadly = SourceImage('deadly', partial(os._exit, 9))
    complaints = []
    given = [*images[:6], deadly]
    assert predict_on_ray(given, plan, 2, complaints.append) == 1
    assert complaints == ['deadly: no result: workers failed 2 times on the 1 images around it']
    assert len(read_parquet(plan.output)) == 6
    (errors,) = Path(plan.output, ERRORS).iterdir()
    assert pq.read_table(errors)['image'].to_pylist() == ['deadly']


def test_results_that_cannot_be_written_end_the_run(images, plan, monkeypatch):
    answer = {'group': 0, 'errors': [], 'failure': 'cannot write results: disk full'}
    monkeypatch.setattr(run, '_answers', lambda *_: [answer])
    monkeypatch.setattr(run, 'ray_here_or_there', lambda: nullcontext(FakeRay))
    with pytest.raises(OSError, match='disk full'):
        predict_on_ray(images, plan, 2, pytest.fail)


def test_more_workers_than_cores_are_refused(images, plan, monkeypatch):
    monkeypatch.setattr(run, 'ray_here_or_there', lambda: nullcontext(FakeRay))
    for count in (0, 3):
        with pytest.raises(ValueError, match=f'{count} workers: expected 1 to 2'):
            predict_on_ray(images, plan, count, pytest.fail)
