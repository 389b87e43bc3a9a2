"""Asks MLflow ten times a second, each time over a new connection and each time for a write and a read, until SECONDS are over."""
import json, os, time, urllib.request

URL = os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/'

def call(path, body):
    request = urllib.request.Request(URL + path, json.dumps(body).encode(), {'Content-Type': 'application/json'})
    with urllib.request.urlopen(request, timeout=20) as answer:
        return json.load(answer)

for attempt in range(60):  # a new pod is outside of policies for its first second
    try:
        call('experiments/search', {'max_results': 1})
        break
    except OSError:
        time.sleep(1)
print('begins', flush=True)
asked, failures, end = 0, [], time.time() + float(os.environ['SECONDS'])
while time.time() < end:
    began = time.time()
    asked += 1
    try:
        run = call('runs/create', {'experiment_id': '0', 'start_time': int(began * 1000)})['run']['info']['run_id']
        assert call('runs/search', {'experiment_ids': ['0'], 'max_results': 1})['runs']
        call('runs/update', {'run_id': run, 'status': 'FINISHED'})
    except Exception as error:
        failures.append(f'{time.time():.1f} {error!r}')
    time.sleep(max(0, 0.1 - (time.time() - began)))
print(json.dumps({'asked': asked, 'failures': failures}))
