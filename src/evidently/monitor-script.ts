/**
 * Python: reads reference and current data, compares them with Evidently, pushes what it found, acts on drift and leaves the report in
 * the service. Each step is tried for two minutes, while network policies, accounts and tables come into being. What can be repeated
 * without harm comes first, and success is told last, so that a retry of the pod repeats little.
 *
 * Objects are read with signature version 4 of AWS by itself, since Evidently's own image has no client for S3.
 */
export const MONITOR = `
import base64, hashlib, hmac, io, json, os, sys, time, urllib.error, urllib.parse, urllib.request
import pandas as pd
from evidently import Report
from evidently.presets import DataDriftPreset, DataSummaryPreset

CONFIG = '/etc/evidently-monitor/'
SETTINGS = json.load(open(CONFIG + 'settings.json'))
RUN = os.environ['RUN']
STARTED = time.time()

class Missing(Exception):
    pass

def attempt(what, step):
    for count in range(60):
        try:
            return step()
        except Missing:
            raise
        except Exception as error:
            if count == 59:
                raise
            print('waiting: ' + what + ':', type(error).__name__, str(error).strip()[:300], flush=True)
            time.sleep(2)

def call(method, url, body=None, headers=None):
    request = urllib.request.Request(url, data=body, method=method, headers=headers or {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read()

def post(url, value, headers=None):
    answer = call('POST', url, json.dumps(value).encode(), {'Content-Type': 'application/json', **(headers or {})})
    return json.loads(answer) if answer.startswith(b'{') else None

def signed(uri, env):
    region = env.get('AWS_REGION', 'us-east-1')
    base = env.get('AWS_ENDPOINT_URL_S3') or 'https://s3.%s.amazonaws.com%s' % (region, '.cn' if region.startswith('cn-') else '')
    server = urllib.parse.urlsplit(base)
    path = server.path.rstrip('/') + '/' + urllib.parse.quote(uri[len('s3://'):], safe='/-_.~')
    now = time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())
    scope = '/'.join([now[:8], region, 's3', 'aws4_request'])
    nothing = hashlib.sha256(b'').hexdigest()
    headers = {'host': server.netloc, 'x-amz-content-sha256': nothing, 'x-amz-date': now}
    if env.get('AWS_SESSION_TOKEN'):
        headers['x-amz-security-token'] = env['AWS_SESSION_TOKEN']
    names = ';'.join(sorted(headers))
    lines = ['%s:%s' % item for item in sorted(headers.items())]
    wanted = '\\n'.join(['GET', path, '', *lines, '', names, nothing])
    text = '\\n'.join(['AWS4-HMAC-SHA256', now, scope, hashlib.sha256(wanted.encode()).hexdigest()])
    key = ('AWS4' + env['AWS_SECRET_ACCESS_KEY']).encode()
    for part in scope.split('/'):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
    headers['Authorization'] = 'AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s' % (env['AWS_ACCESS_KEY_ID'], scope, names, signature)
    try:
        return call('GET', '%s://%s%s' % (server.scheme, server.netloc, path), headers=headers)
    except urllib.error.HTTPError as error:
        if error.code == 404 and b'NoSuchKey' in error.read():
            raise Missing(uri)
        raise

def unsigned(uri):
    import fsspec
    try:
        with fsspec.open(uri) as file:
            return file.read()
    except FileNotFoundError:
        raise Missing(uri)

def object_frame(source, env):
    content = io.BytesIO(signed(source['uri'], env) if 'AWS_SECRET_ACCESS_KEY' in env else unsigned(source['uri']))
    if source['format'] == 'parquet':
        return pd.read_parquet(content)
    if source['format'] == 'jsonl':
        return pd.read_json(content, lines=True)
    return pd.read_csv(content)

def query_frame(source, env):
    if source['engine'] == 'mysql':
        import pymysql
        connection = pymysql.connect(host=env['MYSQL_HOST'], port=int(env['MYSQL_TCP_PORT']), user=env['MYSQL_USER'], password=env['MYSQL_PWD'],
                                     database=env['MYSQL_DATABASE'], connect_timeout=10)
    else:
        import psycopg2
        connection = psycopg2.connect(host=env['PGHOST'], port=env['PGPORT'], dbname=env['PGDATABASE'], user=env['PGUSER'], password=env['PGPASSWORD'],
                                      connect_timeout=10)
    with connection.cursor() as cursor:
        cursor.execute(source['query'])
        columns = [column[0] for column in cursor.description]
        frame = pd.DataFrame.from_records(list(cursor.fetchall()), columns=columns, coerce_float=True)
    connection.close()
    return frame

def read(which):
    source, prefix = SETTINGS[which], which.upper() + '_'
    env = {name[len(prefix):]: value for name, value in os.environ.items() if name.startswith(prefix)}
    frame = attempt(which + ' data', lambda: (object_frame if source['type'] == 'object' else query_frame)(source, env))
    print(which + ':', len(frame), 'rows', flush=True)
    return frame

def compare(reference, current):
    wish = SETTINGS['report']
    if wish['preset'] == 'DataDrift':
        return Report([DataDriftPreset(columns=wish.get('columns'), drift_share=SETTINGS['threshold'])]).run(current, reference)
    if wish['preset'] == 'DataSummary':
        return Report([DataSummaryPreset(columns=wish.get('columns'))]).run(current, reference)
    own = {'__name__': 'report'}
    exec(compile(open(CONFIG + 'report.py').read(), 'report.py', 'exec'), own)
    made = own['report'](reference, current)
    return made.run(current, reference) if isinstance(made, Report) else made

def drifted(config, score):
    # A test gives the probability that nothing has changed, everything else a distance.
    return score < config['threshold'] if 'p_value' in config['method'] else score >= config['threshold']

def findings(snapshot):
    columns, share = {}, None
    said = json.loads(snapshot.json())
    for metric in said['metrics']:
        config, value = metric.get('config') or {}, metric.get('value')
        kind = str(config.get('type', '')).split(':')[-1]
        if kind == 'DriftedColumnsCount':
            share = value['share']
        elif kind == 'ValueDrift' and isinstance(value, (int, float)):
            columns[config['column']] = (value, drifted(config, value))
    if share is None and columns:
        share = sum(is_drifted for _, is_drifted in columns.values()) / len(columns)
    failed = [test for test in said.get('tests') or [] if test.get('status') in ('FAIL', 'ERROR')]
    return columns, share, len(failed)

def quoted(value):
    return str(value).replace('\\\\', '\\\\\\\\').replace('"', '\\\\"').replace('\\n', '\\\\n')

def push(method, gauges):
    gateway = os.environ.get('PUSHGATEWAY_URL')
    if not gateway:
        return
    lines = []
    for name, series in gauges.items():
        if series == []:
            continue
        lines.append('# TYPE evidently_%s gauge' % name)
        for labels, value in series if isinstance(series, list) else [({}, series)]:
            text = ','.join('%s="%s"' % (key, quoted(label)) for key, label in {**SETTINGS['labels'], **labels}.items())
            lines.append('evidently_%s{%s} %s' % (name, text, float(value)))
    # The name of the job holds a slash.
    job = base64.urlsafe_b64encode(SETTINGS['job'].encode()).decode()
    body = ('\\n'.join(lines) + '\\n').encode()
    attempt('Pushgateway', lambda: call(method, gateway + '/metrics/job@base64/' + job, body, {'Content-Type': 'text/plain'}))

def start_dag_run(airflow, found):
    url = os.environ['AIRFLOW_API_URL'].rstrip('/')
    login = {'username': os.environ['AIRFLOW_API_USERNAME'], 'password': os.environ['AIRFLOW_API_PASSWORD']}
    token = post(url + '/auth/token', login)['access_token']
    wish = {'dag_run_id': 'drift__' + RUN, 'logical_date': None, 'conf': {**found, **airflow['conf']}}
    try:
        post(url + '/api/v2/dags/%s/dagRuns' % urllib.parse.quote(airflow['dag'], safe=''), wish, {'Authorization': 'Bearer ' + token})
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
    print('started', wish['dag_run_id'], 'of DAG', airflow['dag'], flush=True)

def act(found):
    action = SETTINGS['action']
    if action['type'] == 'airflow':
        attempt('Airflow', lambda: start_dag_run(action, found))
    else:
        attempt('webhook', lambda: post(os.environ['WEBHOOK_URL'], {**found, 'run': RUN}, {'Idempotency-Key': RUN}))
        print('called the webhook', flush=True)

def keep(snapshot):
    from evidently.ui.workspace import RemoteWorkspace
    workspace = RemoteWorkspace(os.environ['EVIDENTLY_URL'], secret=os.environ['EVIDENTLY_SECRET'])
    project = next((known for known in workspace.list_projects() if known.name == SETTINGS['project']), None)
    project = project or workspace.create_project(SETTINGS['project'])
    workspace.add_run(project.id, snapshot, name=RUN)
    print('report', RUN, 'is in project', SETTINGS['project'], flush=True)

def monitor():
    reference = read('reference')
    if len(reference) == 0:
        raise ValueError('there are no reference data')
    try:
        current = read('current')
    except Missing as missing:
        print('missing:', missing, flush=True)
        current = []
    gauges = {'reference_rows': len(reference), 'current_rows': len(current)}
    if len(current) > 0:
        snapshot = compare(reference, current)
        columns, share, failed = findings(snapshot)
        gauges['tests_failed'] = failed
        if share is not None:
            drift = share >= SETTINGS['threshold']
            gauges.update(dataset_drift=drift, drift_share=share, drift_threshold=SETTINGS['threshold'])
            gauges['column_drifted'] = [({'column': name}, is_drifted) for name, (_, is_drifted) in columns.items()]
            gauges['column_drift_score'] = [({'column': name}, score) for name, (score, _) in columns.items()]
            print('drift' if drift else 'no drift', 'in', share, 'of the columns', flush=True)
            push('POST', gauges)
            if drift and 'action' in SETTINGS:
                act({
                    'monitor': SETTINGS['job'], 'model': SETTINGS['labels'].get('model'), 'drift_share': share,
                    'drift_threshold': SETTINGS['threshold'], 'drifted_columns': sorted(name for name, (_, is_drifted) in columns.items() if is_drifted),
                })
        if 'project' in SETTINGS:
            attempt('Evidently', lambda: keep(snapshot))
    now = time.time()
    push('PUT', {**gauges, 'run_seconds': now - STARTED, 'last_run_failed': 0, 'last_success_timestamp_seconds': now})

try:
    monitor()
except Exception:
    push('POST', {'last_run_failed': 1})
    raise
`.trim();
