"""Waits until MODEL has WANTED versions in MLflow, and prints their numbers."""
import os
import time
import mlflow

client = mlflow.MlflowClient()
for attempt in range(int(os.environ.get('ATTEMPTS', '120'))):
    found = client.search_model_versions(f"name = '{os.environ['MODEL']}'")
    if len(found) == int(os.environ['WANTED']):
        break
    time.sleep(2)
print('versions', sorted(int(version.version) for version in found))
