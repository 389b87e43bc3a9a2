"""Waits for DAG, runs it through the REST API until it ends, and looks for its run in MLflow; MODE=start only starts, MODE=wait only waits."""
import json, os, sys, time, urllib.error, urllib.request
import mlflow

URL, DAG, RUN, MODE = os.environ['AIRFLOW_API_URL'], os.environ['DAG'], os.environ['RUN'], os.environ.get('MODE')
token = None

def call(method, path, body=None):
    global token
    for attempt in range(90):
        try:
            if token is None and path != '/auth/token':
                login = {'username': os.environ['AIRFLOW_API_USERNAME'], 'password': os.environ['AIRFLOW_API_PASSWORD']}
                token = call('POST', '/auth/token', login)['access_token']
            headers = {'Content-Type': 'application/json', **({'Authorization': 'Bearer ' + token} if token else {})}
            request = urllib.request.Request(URL + path, None if body is None else json.dumps(body).encode(), headers, method=method)
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code == 409 and path.endswith('/dagRuns'):
                return None  # an earlier attempt, whose answer was lost, has started it
            if error.code not in (404, 500, 502, 503):
                sys.exit(f'{method} {path}: {error.code} {error.read()[:500]}')
        except OSError as error:
            print('waiting:', error, flush=True)
        time.sleep(2)
    sys.exit(f'{method} {path}: gave up')

call('GET', f'/api/v2/dags/{DAG}')
if MODE != 'wait':
    call('POST', f'/api/v2/dags/{DAG}/dagRuns', {'dag_run_id': RUN, 'logical_date': None})
if MODE == 'start':
    sys.exit(print('started', RUN))
for attempt in range(120):
    state = call('GET', f'/api/v2/dags/{DAG}/dagRuns/{RUN}')['state']
    if state in ('success', 'failed'):
        break
    time.sleep(2)
[task] = call('GET', f'/api/v2/dags/{DAG}/dagRuns/{RUN}/taskInstances')['task_instances']
for attempt in range(20):  # a pod sends its log to the bucket after it has told the state
    log = call('GET', f'/api/v2/dags/{DAG}/dagRuns/{RUN}/taskInstances/log/logs/{task["try_number"]}?full_content=true')['content']
    if any(isinstance(line, dict) and line['event'].startswith('holds') for line in log):
        break
    time.sleep(2)
print(*(f'{line["event"]} {line.get("error_detail") or ""}'.strip() for line in log if isinstance(line, dict)), sep='\n')
assert state == 'success', state
runs = mlflow.search_runs(['0'], f"attributes.run_name = '{RUN}'", output_format='list')
assert [run.info.status for run in runs] == ['FINISHED'], runs
print('run', RUN, 'ended in', state, 'and stands in MLflow')
