"""Test of runs of MLflow, in a local database."""

from types import SimpleNamespace

import pytest

from fashionkp_mm.engine.loggers import MLflowRunBackend

mlflow = pytest.importorskip('mlflow')
pytest.importorskip('sqlalchemy')  # mlflow-skinny, which needs a server, comes without
pytestmark = pytest.mark.slow  # the database takes a while to set up


@pytest.fixture(scope='module')
def run(logged_training, tmp_path_factory):
    """The only run, after both trainings."""
    folder = tmp_path_factory.mktemp('tracking')
    mlflow.set_tracking_uri(f'sqlite:///{folder}/mlflow.db')
    mlflow.create_experiment('fashionkp', artifact_location=(folder / 'artifacts').as_uri())
    logged_training('mlflow')
    (run,) = mlflow.search_runs(experiment_names=['fashionkp'], output_format='list')
    return run


def test_both_trainings_are_one_finished_run(run):
    assert run.info.run_name == 'skirts'
    assert run.info.status == 'FINISHED'
    history = mlflow.MlflowClient().get_metric_history(run.info.run_id, 'fashionai/NE')
    assert [metric.step for metric in history] == [2, 4, 4]


def test_metrics_parameters_config_and_images_are_recorded(run):
    assert {'train/loss', 'train/lr', 'train/memory', 'val/time'} <= {*run.data.metrics}
    assert run.data.params['optim_wrapper.optimizer.type'] == 'AdamW'
    client = mlflow.MlflowClient()
    assert 'config.py' in [file.path for file in client.list_artifacts(run.info.run_id)]
    images = [file.path for file in client.list_artifacts(run.info.run_id, 'images')]
    assert len([path for path in images if path.endswith('.png')]) == 12


def test_a_run_that_is_not_there_is_named(run, tmp_path):
    (tmp_path / 'logger_runs.json').write_text('{"mlflow": "0123"}')
    backend = MLflowRunBackend(str(tmp_path))
    with pytest.raises(ValueError, match=r'logger mlflow: sqlite:.*0123.*MLFLOW_TRACKING_URI'):
        backend.start(SimpleNamespace(iter=2, work_dir=str(tmp_path)))
    backend.close()
    assert mlflow.active_run() is None
