"""Asks Prometheus, until it says what is expected or SECONDS have gone by, and prints it."""
import base64
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request


def basic(prefix):
    login = f"{os.environ[prefix + '_USERNAME']}:{os.environ[prefix + '_PASSWORD']}"
    return {'Authorization': 'Basic ' + base64.b64encode(login.encode()).decode()}


def get(path):
    headers = basic('PROMETHEUS') if 'PROMETHEUS_USERNAME' in os.environ else {}
    request = urllib.request.Request(os.environ['PROMETHEUS_URL'] + path, headers=headers)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.load(answer)['data']


def status():
    try:
        get('/api/v1/status/buildinfo')
    except urllib.error.HTTPError as error:
        return error.code, True
    return 200, True


def targets():
    found = sorted((t['labels']['job'], t['labels']['instance'], t['health'], t['lastError']) for t in get('/api/v1/targets')['activeTargets'])
    return found, len(found) >= int(os.environ['COUNT']) and all(health == 'up' for _, _, health, _ in found)


def rules():
    found = sorted((r['name'], r['health'], r.get('lastError', '')) for g in get('/api/v1/rules')['groups'] for r in g['rules'])
    return found, all(health != 'unknown' for _, health, _ in found)


def results(expr):
    return get('/api/v1/query?query=' + urllib.parse.quote(expr))['result']


def query():
    found = results(os.environ['QUERY'])
    return [[item['metric'], item['value'][1]] for item in found], bool(found)


def panels():
    """A query that has found a number is not asked again: some look back for minutes alone."""
    wanted = json.loads(os.environ['QUERIES'])
    left = [q for q in wanted if q['expr'] not in answered]
    answered.update(q['expr'] for q in left if any(item['value'][1] != 'NaN' for item in results(q['expr'])))
    empty = [q['name'] for q in wanted if q['expr'] not in answered]
    return empty, not empty


def ask_mlflow():
    """A counter is there once it has counted."""
    url = os.environ['MLFLOW_TRACKING_URI'] + '/api/2.0/mlflow/experiments/get?experiment_id=0'
    urllib.request.urlopen(urllib.request.Request(url, headers=basic('MLFLOW_TRACKING')), timeout=10).close()


if os.environ['MODE'] == 'query' and os.environ['QUERY'].startswith('count(mlflow'):
    ask_mlflow()
found = None
answered = set()
end = time.time() + int(os.environ.get('SECONDS', '90'))
while time.time() < end:
    try:
        found, enough = {'targets': targets, 'rules': rules, 'query': query, 'panels': panels, 'status': status}[os.environ['MODE']]()
        if enough:
            break
    except OSError as error:
        found = str(error)
    time.sleep(1)
else:
    raise SystemExit('gave up: ' + json.dumps(found))
print(json.dumps(found))
