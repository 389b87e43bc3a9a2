import { vector } from '@grafana/promql-builder';
import { Construct } from 'constructs';
import { IMetricsTarget, jobOf, Metrics, MonitoringStack, noneUp, PanelUnit, seriesOf, Server, Severity } from '../../src';
import { find, synth } from '../../src/testing';
import { chart } from '../chart';

/** A tool that the library does not know, with everything of its own. */
class Feature extends Construct implements IMetricsTarget {
  public readonly metrics: readonly Metrics[];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const server = new Server(this, 'Server', { image: 'example.org/feature:1.0.0', ports: { http: 8080 } });
    const endpoint = server.endpoint('http');
    const job = jobOf(endpoint);
    this.metrics = [{
      tool: 'feature',
      endpoint,
      recordings: [{ name: 'job:feature_reads:sum', expr: 'sum(feature_reads_total)' }],
      rules: [{ name: 'FeatureDown', expr: noneUp(seriesOf(job)('up')), severity: Severity.CRITICAL, summary: 'It is down', runbook: 'Start it' }],
      dashboard: {
        title: 'Feature',
        panels: [{ title: 'Reads', unit: PanelUnit.NUMBER, queries: [{ expr: vector('feature_reads_total').toString(), legend: 'reads' }] }],
      },
    }];
  }
}

const scope = chart();
const stack = new MonitoringStack(scope, 'Monitoring', { targets: [new Feature(scope, 'Feature')], grafana: {} });
const manifests = synth(scope);
const file = (name: string, key: string) => JSON.parse((find(manifests, 'ConfigMap', `ml-monitoring-${name}`) as any).data[key]);
const JOB = 'ml/ml-feature-server';

describe('a tool that the library does not know', () => {
  test('is scraped', () => {
    expect(file('config', 'prometheus.json').scrape_configs.map((job: any) => job.job_name)).toContain(JOB);
  });

  test('has its rules evaluated, under its own labels', () => {
    const { rules } = file('rules', 'rules.json').groups.find((group: any) => group.name === JOB);
    expect(rules).toMatchObject([
      { record: 'job:feature_reads:sum', labels: { tool: 'feature', job: JOB } },
      { alert: 'FeatureDown', labels: { tool: 'feature', job: JOB, severity: 'critical' } },
    ]);
  });

  test('is shown in Grafana', () => {
    const { data } = find(manifests, 'ConfigMap', 'ml-monitoring-grafana-dashboards') as any;
    expect(Object.values(data as Record<string, string>).map(text => JSON.parse(text).title)).toContain('Feature');
  });

  test('lets Prometheus in, and nobody else', () => {
    const policies = manifests.filter(({ kind, spec }: any) => kind === 'NetworkPolicy' && spec.ingress?.length > 0
      && JSON.stringify(spec.podSelector).includes('ml-feature-server'));
    expect(policies.flatMap(({ spec }: any) => spec.ingress.flatMap((rule: any) => rule.from))).toEqual([
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ml' } },
        podSelector: { matchLabels: { 'app.kubernetes.io/instance': stack.prometheus!.name } },
      },
    ]);
  });
});
