"""Uses its own bucket, then tries the other one, which must be refused."""
import os
import boto3
from botocore.exceptions import ClientError

s3 = boto3.client('s3', endpoint_url=os.environ.get('AWS_ENDPOINT_URL') or os.environ.get('AWS_ENDPOINT_URL_S3'))
s3.put_object(Bucket=os.environ['OWN_BUCKET'], Key='mine', Body=b'mine')
assert s3.get_object(Bucket=os.environ['OWN_BUCKET'], Key='mine')['Body'].read() == b'mine'

ATTEMPTS = {
    'list': lambda bucket: s3.list_objects_v2(Bucket=bucket),
    'get': lambda bucket: s3.get_object(Bucket=bucket, Key='any'),
    'put': lambda bucket: s3.put_object(Bucket=bucket, Key='any', Body=b'any'),
}
for name, attempt in ATTEMPTS.items():
    try:
        attempt(os.environ['OTHER_BUCKET'])
    except ClientError as error:
        assert error.response['Error']['Code'] == 'AccessDenied', (name, error)
        print(name, 'AccessDenied')
    else:
        raise SystemExit(f'{name} was not refused')
