/**
 * Python: hgweb with passwords in front of it. hgweb checks what a user may do, and leaves it to whoever stands in front to say
 * who that is; only this says it, whatever the request claims. `/-/health` answers without password.
 */
export const WSGI_APP = `
import base64, binascii, hmac, os
from mercurial.hgweb import hgweb

USER = os.environ.get('MERCURIAL_USER', '')
PASSWORD = os.environ.get('MERCURIAL_PASSWORD', '')
LOGIN_TO_READ = os.environ.get('LOGIN_TO_READ') == 'true'
CHALLENGE = ('WWW-Authenticate', 'Basic realm="Mercurial", charset="UTF-8"')
repositories = hgweb(b'/etc/mercurial-server/hgweb.config')

def same(given, known):
    return hmac.compare_digest(given.encode('utf-8', 'surrogateescape'), known.encode())

def login(header):
    """The user that the header proves, None without header, False when it proves nothing."""
    if not header:
        return None
    scheme, _, encoded = header.partition(' ')
    try:
        user, _, password = base64.b64decode(encoded, validate=True).decode().partition(':')
    except (binascii.Error, UnicodeDecodeError):
        return False
    right = same(user, USER) & same(password, PASSWORD)
    return user if scheme.lower() == 'basic' and USER and PASSWORD and right else False

def application(environ, start_response):
    if environ.get('PATH_INFO') == '/-/health':
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [b'ok\\n']
    for name in ('REMOTE_USER', 'HTTP_REMOTE_USER'):
        environ.pop(name, None)
    user = login(environ.get('HTTP_AUTHORIZATION'))
    if user is False or (LOGIN_TO_READ and user is None):
        start_response('401 Unauthorized', [('Content-Type', 'text/plain'), CHALLENGE])
        return [b'user and password, please\\n']
    if user:
        environ['REMOTE_USER'] = user

    def respond(status, headers, *rest):
        return start_response(status, headers + [CHALLENGE] if USER and status.startswith('401') else headers, *rest)
    return repositories(environ, respond)
`.trim();
