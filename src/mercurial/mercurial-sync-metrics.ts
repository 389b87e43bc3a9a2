import { max, sub, time } from '@grafana/promql-builder';
import { DashboardPanel, PanelUnit, seriesOf } from '../core';

/** What the script that fetches exposes. */
export const MERCURIAL_SYNC_METRICS = [
  'hg_sync_count_total', 'hg_sync_last_duration_seconds', 'hg_sync_last_success_timestamp_seconds',
] as const;

/** A name in that list. */
export type MercurialSyncMetric = typeof MERCURIAL_SYNC_METRICS[number];

/** What that script alone can tell. */
export function mercurialSyncPanels(job: string): DashboardPanel[] {
  const series = seriesOf<MercurialSyncMetric>(job);
  const age = max(sub(time(), series('hg_sync_last_success_timestamp_seconds'))).by(['instance']);
  return [
    { title: 'Time since the files were current', unit: PanelUnit.SECONDS, queries: [{ expr: age.toString(), legend: '{{instance}}' }] },
    {
      title: 'Duration of the last attempt',
      unit: PanelUnit.SECONDS,
      queries: [{ expr: max(series('hg_sync_last_duration_seconds')).by(['instance']).toString(), legend: '{{instance}}' }],
    },
  ];
}

/** Python: shows the file that the script writes after each attempt, and nothing else. */
export const SHOW_METRICS = `
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    timeout = 10

    def do_GET(self):
        known = self.path == '/metrics'
        body = open('/run/hg/metrics', 'rb').read() if known else b''
        self.send_response(200 if known else 404)
        self.send_header('Content-Type', 'text/plain; version=0.0.4')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(('', int(os.environ['METRICS_PORT'])), Handler).serve_forever()
`.trim();
