"""
Keeps MLflow at work: among many requests that it can answer some that its database refuses; artifacts come and go, and one is asked for
that is not there. So few fail that no alert on their share goes off.
"""
import os
import time
import urllib.error
import urllib.request

ARTIFACTS = os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow-artifacts/artifacts'
EXPERIMENTS = os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/experiments'


def call(method, url, body=None):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, method=method), timeout=30) as answer:
            answer.read()
            return answer.status
    except urllib.error.HTTPError as error:
        return error.code


for turn in range(6):
    seen = {
        'good': {call('GET', f'{EXPERIMENTS}/get?experiment_id=0') for _ in range(20)},
        # PostgreSQL has no text with a zero byte.
        'refused': call('GET', f'{EXPERIMENTS}/get-by-name?experiment_name=%00'),
        'written': call('PUT', f'{ARTIFACTS}/trouble/{turn}.txt', b'gone soon'),
        'removed': call('DELETE', f'{ARTIFACTS}/trouble/{turn}.txt'),
        'missing': call('GET', f'{ARTIFACTS}/trouble/none.txt'),
    }
    print(seen, flush=True)
    time.sleep(5)
