/** Python: how a Job that makes a Secret speaks with the Kubernetes API, waiting while network policies and roles take effect. */
export const KUBERNETES_API = `
import base64, json, os, secrets, ssl, string, sys, time, urllib.error, urllib.request
TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/'
NAMESPACE = open(TOKEN + 'namespace').read()
NAME, ACCOUNT = os.environ['SECRET_NAME'], os.environ['SERVICE_ACCOUNT']
HOST = 'https://kubernetes.default.svc/api/v1/namespaces/'
TLS = ssl.create_default_context(cafile=TOKEN + 'ca.crt')

def call(method, path, body=None, namespace=NAMESPACE):
    kind = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
    headers = {'Authorization': 'Bearer ' + open(TOKEN + 'token').read(), 'Content-Type': kind}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(HOST + namespace + path, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, context=TLS, timeout=5) as answer:
        return json.load(answer)

def own_secret():
    account = call('GET', '/serviceaccounts/' + ACCOUNT)
    owner = {'apiVersion': 'v1', 'kind': 'ServiceAccount', 'name': ACCOUNT, 'uid': account['metadata']['uid']}
    labels = {'app.kubernetes.io/managed-by': 'mlops-constructs'}
    return {
        'apiVersion': 'v1', 'kind': 'Secret', 'type': 'Opaque',
        'metadata': {'name': NAME, 'labels': labels, 'ownerReferences': [owner]},
    }

def again(work):
    for attempt in range(60):
        try:
            print(work(), flush=True)
            sys.exit(0)
        except (OSError, ValueError, KeyError) as error:
            print('waiting:', repr(error), flush=True)
            time.sleep(2)
    sys.exit('gave up after two minutes')
`.trim();

/**
 * Python: makes the Secret, or adds to it the values that it lacks, and never changes one that is there. Owned by the ServiceAccount,
 * the Secret is deleted with it.
 */
export const GENERATE_SECRET = `
${KUBERNETES_API}

def value(wish):
    if wish['format'] == 'fernet':
        return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return ''.join(secrets.choice(string.ascii_letters + string.digits) for _ in range(int(wish['length'])))

def ensure(wishes):
    try:
        present = call('GET', '/secrets/' + NAME).get('data') or {}
    except urllib.error.HTTPError as error:
        if error.code != 404:
            raise
        call('POST', '/secrets', {**own_secret(), 'stringData': {key: value(wish) for key, wish in wishes.items()}})
        return 'made ' + NAME
    missing = {key: value(wish) for key, wish in wishes.items() if key not in present}
    if not missing:
        return NAME + ' is there'
    call('PATCH', '/secrets/' + NAME, {'stringData': missing})
    return 'added to ' + NAME + ': ' + ', '.join(sorted(missing))

again(lambda: ensure(json.loads(os.environ['VALUES'])))
`.trim();
