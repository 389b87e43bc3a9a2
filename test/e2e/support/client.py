"""Writes a run with all that belongs to it and a model version, and reads them back; with MODE=read only reads."""
import os, tempfile
import mlflow
from mlflow.exceptions import MlflowException

EXPERIMENT, MODEL = 'e2e', 'e2e-model'
client = mlflow.MlflowClient()

def write():
    experiment = mlflow.set_experiment(EXPERIMENT)
    run = client.create_run(experiment.experiment_id)
    run_id = run.info.run_id
    client.log_param(run_id, 'rate', '0.1')
    for step, loss in enumerate([3.0, 2.0, 1.0]):
        client.log_metric(run_id, 'loss', loss, step=step)
    client.log_text(run_id, 'all is well', 'notes/note.txt')
    client.set_terminated(run_id)
    try:
        client.create_registered_model(MODEL)
    except MlflowException as error:
        if error.error_code != 'RESOURCE_ALREADY_EXISTS':
            raise
    client.create_model_version(MODEL, f'{run.info.artifact_uri}/notes', run_id=run_id)

def read():
    version = max(client.search_model_versions(f"name = '{MODEL}'"), key=lambda v: int(v.version))
    run = client.get_run(version.run_id)
    experiment = client.get_experiment_by_name(EXPERIMENT)
    assert run.info.experiment_id == experiment.experiment_id, run.info
    assert run.info.status == 'FINISHED', run.info
    assert run.data.params == {'rate': '0.1'}, run.data.params
    assert [m.value for m in client.get_metric_history(version.run_id, 'loss')] == [3.0, 2.0, 1.0]
    with tempfile.TemporaryDirectory() as directory:
        with open(client.download_artifacts(version.run_id, 'notes/note.txt', directory)) as note:
            assert note.read() == 'all is well'
    print(f'read run {version.run_id}, model version {version.version}')

if os.environ.get('MODE') != 'read':
    write()
read()
