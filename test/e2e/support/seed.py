"""Writes two sets of data to a bucket: reference, and current ones that lie SHIFT away from them."""
import os
import random
import time
import boto3

random.seed(7)
shift = float(os.environ['SHIFT'])


def rows(away):
    return ('age,income\n' + ''.join(f'{random.gauss(40 + 10 * away, 8):.3f},{random.gauss(3000 + 900 * away, 500):.2f}\n' for _ in range(500))).encode()


for attempt in range(60):
    try:
        s3 = boto3.client('s3')
        s3.put_object(Bucket=os.environ['NAME'], Key='churn/reference.csv', Body=rows(0))
        s3.put_object(Bucket=os.environ['NAME'], Key='churn/current.csv', Body=rows(shift))
        break
    except Exception as error:
        print('waiting:', type(error).__name__, error, flush=True)
        time.sleep(2)
else:
    raise SystemExit('gave up')
print('wrote both')
