/**
 * Python: makes the bucket, the account and its key through the S3 port alone, where SeaweedFS takes IAM calls too, and waits until the key
 * works. A key of an earlier Secret is deleted. The account's name has a prefix, since SeaweedFS takes a user `anonymous` for everyone.
 */
export const CREATE_SEAWEED_BUCKET = `
import datetime, hashlib, hmac, json, os, re, sys, time, urllib.error, urllib.parse, urllib.request
E = os.environ
ENDPOINT, REGION, BUCKET, USER = E['ENDPOINT'], E['REGION'], E['BUCKET'], 'bucket-' + E['BUCKET']
ADMIN, OWN = (E['ADMIN_ACCESS_KEY'], E['ADMIN_SECRET_KEY']), (E['ACCESS_KEY'], E['SECRET_KEY'])
ARN = 'arn:aws:s3:::' + BUCKET
ACTIONS = ['GetObject', 'PutObject', 'DeleteObject', 'AbortMultipartUpload', 'GetObjectTagging', 'PutObjectTagging', 'DeleteObjectTagging',
           'ListBucket', 'GetBucketLocation']
POLICY = {'Version': '2012-10-17', 'Statement': [
    {'Effect': 'Allow', 'Action': ['s3:' + action for action in ACTIONS], 'Resource': [ARN, ARN + '/*']},
]}

def call(key, service, method, path, form=None):
    body = urllib.parse.urlencode(form or {}).encode()
    stamp = datetime.datetime.now(datetime.timezone.utc).strftime('%Y%m%dT%H%M%SZ')
    digest = hashlib.sha256(body).hexdigest()
    headers = {'host': urllib.parse.urlsplit(ENDPOINT).netloc, 'x-amz-content-sha256': digest, 'x-amz-date': stamp}
    signed = ';'.join(sorted(headers))
    lines = ''.join(name + ':' + headers[name] + '\\n' for name in sorted(headers))
    request = '\\n'.join([method, path, '', lines, signed, digest])
    scope = '/'.join([stamp[:8], REGION, service, 'aws4_request'])
    text = '\\n'.join(['AWS4-HMAC-SHA256', stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    secret = ('AWS4' + key[1]).encode()
    for part in scope.split('/'):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(secret, text.encode(), hashlib.sha256).hexdigest()
    headers['authorization'] = 'AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s' % (key[0], scope, signed, signature)
    if form:
        headers['content-type'] = 'application/x-www-form-urlencoded'
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT + path, body or None, headers, method=method), timeout=10) as answer:
        return answer.read().decode()

def make(*request):
    try:
        call(*request)
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise

def iam(action, **form):
    return (ADMIN, 'iam', 'POST', '/', {'Action': action, 'UserName': USER, **form})

def ensure():
    make(ADMIN, 's3', 'PUT', '/' + BUCKET)
    make(*iam('CreateUser'))
    call(*iam('PutUserPolicy', PolicyName='bucket', PolicyDocument=json.dumps(POLICY)))
    keys = re.findall('<AccessKeyId>([^<]+)<', call(*iam('ListAccessKeys')))
    if OWN[0] not in keys:
        call(*iam('CreateAccessKey', AccessKeyId=OWN[0], SecretAccessKey=OWN[1]))
    for old in keys:
        if old != OWN[0]:
            call(*iam('DeleteAccessKey', AccessKeyId=old))
    call(OWN, 's3', 'GET', '/' + BUCKET)

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
