/**
 * Python: `call` sends a request to `ENDPOINT`, signed by signature version 4 of AWS with a pair of keys, and gives the answer. It needs
 * the names that it uses, and `ENDPOINT` and `REGION`. Secrets stand in the environment and in requests, and in no argument of a program.
 */
export const S3_CALL = `
def call(key, service, method, path, body=b'', kind=None):
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    digest = hashlib.sha256(body).hexdigest()
    headers = {'host': urllib.parse.urlsplit(ENDPOINT).netloc, 'x-amz-content-sha256': digest, 'x-amz-date': stamp}
    signed = ';'.join(sorted(headers))
    lines = ''.join(name + ':' + headers[name] + '\\n' for name in sorted(headers))
    place, _, query = path.partition('?')
    request = '\\n'.join([method, place, query, lines, signed, digest])
    scope = '/'.join([stamp[:8], REGION, service, 'aws4_request'])
    text = '\\n'.join(['AWS4-HMAC-SHA256', stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    secret = ('AWS4' + key[1]).encode()
    for part in scope.split('/'):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s' % (key[0], scope, signed, signature)
    if kind:
        headers['content-type'] = kind
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT + path, body or None, headers, method=method), timeout=10) as answer:
        return answer.read().decode()
`.trim();

/** Python: tries `ensure` for two minutes, while servers and network policies come into being. */
export const UNTIL_THERE = `
for attempt in range(60):
    try:
        ensure()
        print('bucket ' + BUCKET + ' is there', flush=True)
        sys.exit(0)
    except OSError as error:
        print('waiting:', error, error.read()[:300] if hasattr(error, 'read') else '', flush=True)
        time.sleep(2)
sys.exit('gave up after two minutes')
`.trim();
