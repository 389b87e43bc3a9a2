/**
 * Python: makes the Secret, or adds to it the values that it lacks, and never changes one that is there. Waits while network
 * policies and roles take effect. Owned by the ServiceAccount, the Secret is deleted with it.
 */
export const GENERATE_SECRET = `
import base64, json, os, secrets, ssl, string, sys, time, urllib.error, urllib.request
TOKEN = '/var/run/secrets/kubernetes.io/serviceaccount/'
NAMESPACE = open(TOKEN + 'namespace').read()
NAME, ACCOUNT = os.environ['SECRET_NAME'], os.environ['SERVICE_ACCOUNT']
HOST = 'https://kubernetes.default.svc/api/v1/namespaces/' + NAMESPACE
TLS = ssl.create_default_context(cafile=TOKEN + 'ca.crt')

def call(method, path, body=None):
    kind = 'application/merge-patch+json' if method == 'PATCH' else 'application/json'
    headers = {'Authorization': 'Bearer ' + open(TOKEN + 'token').read(), 'Content-Type': kind}
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(HOST + path, data=data, method=method, headers=headers)
    with urllib.request.urlopen(request, context=TLS, timeout=5) as answer:
        return json.load(answer)

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
        account = call('GET', '/serviceaccounts/' + ACCOUNT)
        owner = {'apiVersion': 'v1', 'kind': 'ServiceAccount', 'name': ACCOUNT, 'uid': account['metadata']['uid']}
        labels = {'app.kubernetes.io/managed-by': 'mlops-constructs'}
        call('POST', '/secrets', {
            'apiVersion': 'v1', 'kind': 'Secret', 'type': 'Opaque',
            'metadata': {'name': NAME, 'labels': labels, 'ownerReferences': [owner]},
            'stringData': {key: value(wish) for key, wish in wishes.items()},
        })
        return 'made ' + NAME
    missing = {key: value(wish) for key, wish in wishes.items() if key not in present}
    if not missing:
        return NAME + ' is there'
    call('PATCH', '/secrets/' + NAME, {'stringData': missing})
    return 'added to ' + NAME + ': ' + ', '.join(sorted(missing))

for attempt in range(60):
    try:
        print(ensure(json.loads(os.environ['VALUES'])), flush=True)
        sys.exit(0)
    except (OSError, ValueError) as error:
        print('waiting:', error, flush=True)
        time.sleep(2)
sys.exit('gave up after two minutes')
`.trim();
