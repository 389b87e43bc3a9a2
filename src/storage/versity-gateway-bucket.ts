import { S3_CALL, UNTIL_THERE } from './s3-call';

/**
 * Python: makes the account and the bucket through the administrator's port of VersityGW, and waits until the key works. Its own command
 * takes the new key as an argument, which every list of processes shows.
 */
export const CREATE_VERSITY_BUCKET = `
import datetime, hashlib, hmac, os, sys, time, urllib.error, urllib.parse, urllib.request
from xml.sax.saxutils import escape
E = os.environ
ENDPOINT, REGION, BUCKET = E['ENDPOINT'], E['REGION'], E['BUCKET']
ADMIN, OWN = (E['ADMIN_ACCESS_KEY'], E['ADMIN_SECRET_KEY']), (E['ACCESS_KEY'], E['SECRET_KEY'])

${S3_CALL}

def there(*request):
    try:
        call(*request)
    except urllib.error.HTTPError as error:
        if error.code != 409:
            raise
        return True

def admin(path, body=''):
    return (ADMIN, 's3', 'PATCH', path, body.encode(), 'application/xml')

def ensure():
    access, secret = map(escape, OWN)
    known = '<Access>%s</Access><Secret>%s</Secret><Role>user</Role><UserID>0</UserID><GroupID>0</GroupID><ProjectID>0</ProjectID>' % (access, secret)
    if there(*admin('/create-user', '<Account>' + known + '</Account>')):
        call(*admin('/update-user?access=' + urllib.parse.quote(OWN[0], ''), '<MutableProps><Secret>' + secret + '</Secret></MutableProps>'))
    there(ADMIN, 's3', 'PUT', '/' + BUCKET)
    call(*admin('/change-bucket-owner/?bucket=' + BUCKET + '&owner=' + urllib.parse.quote(OWN[0], '')))
    call(OWN, 's3', 'GET', '/' + BUCKET)

${UNTIL_THERE}
`.trim();
