"""A DAG whose task sleeps for SECONDS and then logs a run to MLflow, by its REST API: the image has no client."""
import json
import os
import time
import urllib.request
from airflow.sdk import dag, task


def call(path, body):
    request = urllib.request.Request(
        os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/' + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


@dag('DAG_ID', schedule=None)
def made():
    @task(retries=2, retry_delay=5)
    def log(name):
        print('holds', sorted(name for name in os.environ if 'VALUE_AIRFLOW__DATABASE' in name or name == 'AIRFLOW__API_AUTH__JWT_SECRET'))
        time.sleep(SECONDS)
        run = call('runs/create', {'experiment_id': '0', 'run_name': name, 'start_time': int(time.time() * 1000)})
        call('runs/update', {'run_id': run['run']['info']['run_id'], 'status': 'FINISHED', 'end_time': int(time.time() * 1000)})

    log('{{ run_id }}')


made()
