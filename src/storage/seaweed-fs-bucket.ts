import { S3_CALL, UNTIL_THERE } from './s3-call';

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

${S3_CALL}

def make(*request):
    try:
        call(*request)
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise

def iam(action, **form):
    body = urllib.parse.urlencode({'Action': action, 'UserName': USER, **form}).encode()
    return (ADMIN, 'iam', 'POST', '/', body, 'application/x-www-form-urlencoded')

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

${UNTIL_THERE}
`.trim();
