/**
 * Python: hgweb with passwords in front of it. hgweb checks what a user may do, and leaves it to whoever stands in front to say
 * who that is; only this says it, whatever the request claims. `/-/health` answers without password. With `METRICS_PORT` it shows
 * there how many requests it has answered.
 */
export const WSGI_APP = `
import base64, binascii, hmac, http.server, os, threading, time
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

# A counter that starts with its first failure would not show it.
answered, spent, lock = {'200': 0, '500': 0}, 0.0, threading.Lock()

def count(status, began):
    global spent
    with lock:
        answered[status] = answered.get(status, 0) + 1
        spent += time.monotonic() - began

class Metrics(http.server.BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        with lock:
            lines = ['# TYPE hg_requests_total counter']
            lines += ['hg_requests_total{status="%s"} %d' % pair for pair in sorted(answered.items())]
            lines += ['# TYPE hg_request_seconds_total counter', 'hg_request_seconds_total %f' % spent, '']
        body = '\\n'.join(lines).encode() if self.path == '/metrics' else b''
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', 'text/plain; version=0.0.4')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

if 'METRICS_PORT' in os.environ:
    shown = http.server.ThreadingHTTPServer(('', int(os.environ['METRICS_PORT'])), Metrics)
    threading.Thread(target=shown.serve_forever, daemon=True).start()

def application(environ, start_response):
    if environ.get('PATH_INFO') == '/-/health':
        start_response('200 OK', [('Content-Type', 'text/plain')])
        return [b'ok\\n']
    return counted(environ, start_response)

def counted(environ, start_response):
    began, known = time.monotonic(), False

    def respond(status, *rest):
        nonlocal known
        known = True
        count(status[:3], began)
        return start_response(status, *rest)
    try:
        yield from answer(environ, respond)
    except Exception:
        if not known:
            count('500', began)
        raise

def answer(environ, start_response):
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
