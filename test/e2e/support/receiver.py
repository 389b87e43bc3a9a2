"""Takes what Alertmanager sends, and prints status and name of each alert."""
import http.server
import json


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        for alert in body['alerts']:
            print(alert['status'], alert['labels']['alertname'], alert['labels']['severity'], flush=True)
        self.send_response(200)
        self.end_headers()


http.server.ThreadingHTTPServer(('', 8080), Handler).serve_forever()
