"""Jobs on two Ray workers, also when workers are killed."""

import os
import signal
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import pytest

from fashionkp.custom_garments import GARMENTS_VARIABLE
from fashionkp.inference.source_image import SourceImage
from fashionkp.inference.sources import find_images
from fashionkp.predictions.parquet import read_parquet
from fashionkp.predictions.parquet_folder import ERRORS, ParquetFolder
from fashionkp.predictions.unfinished_run import UnfinishedRun
from fashionkp.ray_engine import run
from fashionkp.ray_engine.job import PredictionJob, WorkerModels
from fashionkp.ray_engine.run import GROUP_SIZE, _groups, run_job

pq = pytest.importorskip('pyarrow.parquet')


def test_groups_are_shared_and_not_too_large():
    images = [SourceImage(f'{i}', partial(np.zeros, 3)) for i in range(3000)]
    for count, size in ((3000, GROUP_SIZE), (1000, 125), (100, 16), (10, 10)):
        groups = _groups(images[:count], 2, 16)
        assert [name for group in groups for name in group] == images[:count]
        assert {len(group) for group in groups[:-1]} <= {size}


def test_custom_garments_are_declared_to_workers_elsewhere(monkeypatch, tmp_path):
    monkeypatch.delenv(GARMENTS_VARIABLE, raising=False)
    assert run._custom_garments() == {}
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(GARMENTS_VARIABLE, os.pathsep.join(['a.toml', '/b/c.toml']))
    assert run._custom_garments() == {
        GARMENTS_VARIABLE: os.pathsep.join([f'{tmp_path}/a.toml', '/b/c.toml'])
    }


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
        with run.connect_ray(2) as ray:
            yield ray


@pytest.fixture
def on_cluster(cluster, monkeypatch):
    """Let jobs use the running cluster."""
    monkeypatch.setattr(run, 'connect_ray', lambda: nullcontext(cluster))


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
def job(tmp_path, hand_model):
    return PredictionJob(
        ParquetFolder(str(tmp_path / 'out'), {}),
        WorkerModels(hand_model.path.read_bytes()),
        batch_size=3,
    )


def processes():
    """Ids of the processes below this one, with their command lines."""
    parents, lines = {}, {}
    for folder in Path('/proc').glob('[0-9]*'):
        try:
            parents[folder.name] = (folder / 'stat').read_text().rpartition(')')[2].split()[1]
            lines[folder.name] = (folder / 'cmdline').read_text()
        except OSError:  # it has ended
            continue
    ours = {str(os.getpid())}
    for _ in range(4):
        ours |= {child for child, parent in parents.items() if parent in ours}
    return {int(process): lines.get(process, '') for process in ours}


def busy_workers():
    """Ids of workers that have a group now: Ray names processes by what they do."""
    return [i for i, line in processes().items() if 'Worker)).submit' in line]


def test_a_local_cluster_accepts_connections_from_this_machine_only(cluster):
    assert [node['NodeManagerAddress'] for node in cluster.nodes()] == ['127.0.0.1']


@pytest.mark.faults
@pytest.mark.skipif(not Path('/proc').is_dir(), reason='looks for processes in /proc')
def test_a_killed_worker_loses_nothing(on_cluster, images, job, monkeypatch):
    killed, reports = [], run._reports

    def killing_one(*args):
        for report in reports(*args):
            yield report
            for victim in busy_workers()[:1] if not killed else ():
                killed.append(victim)
                os.kill(victim, signal.SIGKILL)

    monkeypatch.setattr(run, '_reports', killing_one)
    assert run_job(images, job, 2, pytest.fail) == 0
    assert killed
    assert killed[0] not in processes()
    found = sorted(garment.image for garment in read_parquet(job.store.location))
    assert found == [image.name for image in images]


def test_an_image_that_kills_workers_is_given_up(on_cluster, images, job, monkeypatch):
    monkeypatch.setattr(run, 'RETRIES', 1)
    deadly = SourceImage('deadly', partial(os._exit, 9))
    errors = []
    given = [*images[:6], deadly]
    assert run_job(given, job, 2, errors.append) == 1
    assert errors == ['deadly: no result: workers failed 2 times on the 1 images around it']
    assert len(read_parquet(job.store.location)) == 6
    (path,) = Path(job.store.location, ERRORS).iterdir()
    assert pq.read_table(path)['image'].to_pylist() == ['deadly']


def test_results_that_cannot_be_written_end_the_run(images, job, monkeypatch):
    report = {'group': 0, 'errors': [], 'failure': 'cannot write results: disk full'}
    monkeypatch.setattr(run, '_reports', lambda *_: [report])
    monkeypatch.setattr(run, 'connect_ray', lambda: nullcontext(FakeRay))
    with pytest.raises(OSError, match='disk full'):
        run_job(images, job, 2, pytest.fail)


def test_more_workers_than_cores_are_refused(images, job, monkeypatch):
    monkeypatch.setattr(run, 'connect_ray', lambda: nullcontext(FakeRay))
    for count in (0, 3):
        with pytest.raises(ValueError, match=f'{count} workers: expected 1 to 2'):
            run_job(images, job, count, pytest.fail)


def on_gpu(job):
    return replace(job, models=replace(job.models, device='cuda'))


@pytest.mark.parametrize('gpus', [1, 2, 3, 8])
@pytest.mark.parametrize('workers', [1, 2, 3, 5, 7, 24])
def test_all_workers_fit_on_the_gpus(workers, gpus):
    share = run.Pool(workers, gpus).gpu_share
    assert 0 < share <= 1
    assert gpus * int(1 / share) >= workers
    assert gpus * int(1 / (2 * share)) < workers  # no more than needed is left free


def test_workers_on_a_gpu_are_fewer_than_cores_by_default():
    assert run._pool_size(None, 16, 0) == 16
    assert run._pool_size(None, 16, 1) == run.WORKERS_PER_GPU
    assert run._pool_size(None, 2, 1) == 2
    assert run._pool_size(9, 16, 1) == 9


@pytest.mark.parametrize('device', [None, 'cpu', 'openvino:GPU', 'coreml'])
def test_devices_that_ray_does_not_count_need_no_gpu(device):
    assert run._needed_gpus(device, 2) == 0


def test_a_cluster_without_a_gpu_is_refused(images, job, monkeypatch):
    monkeypatch.setattr(run, 'connect_ray', lambda: nullcontext(FakeRay))
    with pytest.raises(ValueError, match="device 'cuda': the cluster has no GPU"):
        run_job(images, on_gpu(job), None, pytest.fail)
    assert run._needed_gpus('tensorrt', 2) == 2


def test_workers_get_their_share_of_the_gpus(images, job, monkeypatch):
    pools = []

    class Cluster(FakeRay):
        """Two cores and a GPU."""

        @staticmethod
        def cluster_resources():
            return {'CPU': 2.0, 'GPU': 1.0}

    def reports(ray, tables, job, pool):
        pools.append(pool)
        return [{'group': number, 'errors': [], 'failure': ''} for number in range(len(tables))]

    monkeypatch.setattr(run, 'connect_ray', lambda: nullcontext(Cluster))
    monkeypatch.setattr(run, '_reports', reports)
    assert run_job(images, on_gpu(job), None, pytest.fail) == 0
    assert [(pool.size, pool.gpu_share) for pool in pools] == [(2, 0.5)]


def test_workers_store_parts_for_an_output_file(on_cluster, images, tmp_path, hand_model):
    store = UnfinishedRun(str(tmp_path / 'out.jsonl'), {})
    models = WorkerModels(hand_model.path.read_bytes())
    assert run_job(images[:6], PredictionJob(store, models, batch_size=3), 2, pytest.fail) == 0
    names = [image.name for image in images[:6]]
    assert [garment.image for garment in store.predictions(names)] == names
