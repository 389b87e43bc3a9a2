import { Chart } from 'cdk8s';
import {
  AirflowCluster, AlertReceiver, AlertRule, Endpoint, GitServer, IMetricsTarget, Job, MlflowAuth, MlflowServer,
  MonitoringStack, MonitoringStackProps, Profile, SecretValue, Settings, Severity,
} from '../../src';
import { container, expectHardened, expectRestricted, find, findAll, Manifest, manifestSerializer, readsNode, synth } from '../../src/testing';
import { chart } from '../chart';

expect.addSnapshotSerializer(manifestSerializer);

const endpoint = (name: string, namespace = 'ml'): Endpoint => (
  { scheme: 'http', host: `${name}.${namespace}.svc`, port: 80, pods: { name, namespace, labels: { app: name }, port: 8080 } });
const target = (name: string, more: object = {}): IMetricsTarget => ({ metrics: [{ tool: 'own', endpoint: endpoint(name), path: '/metrics', ...more }] });
const rule = (more: Partial<AlertRule> = {}): AlertRule => (
  { name: 'Slow', expr: 'rate(a[5m]) > 1', severity: Severity.WARNING, summary: 'It is slow', runbook: 'Wait', ...more });

/** Neither of the cluster's own exporters. */
const bare = { kubeStateMetrics: false, nodeExporter: false } as const;

function build(props: Partial<MonitoringStackProps> = {}, scope = chart()): Manifest[] {
  new MonitoringStack(scope, 'Monitoring', { ...bare, targets: [], ...props });
  return synth(scope);
}

function file(manifests: Manifest[], name: string, key: string): any {
  const { data } = find(manifests, 'ConfigMap', `ml-monitoring-${name}`) as any;
  return JSON.parse(data[key]);
}

const config = (manifests: Manifest[]) => file(manifests, 'config', 'prometheus.json');
const groups = (manifests: Manifest[]): any[] => file(manifests, 'rules', 'rules.json').groups;
const alerting = (manifests: Manifest[]) => file(manifests, 'alertmanager-config', 'alertmanager.json');
const jobs = (manifests: Manifest[]): Record<string, any> => (
  Object.fromEntries(config(manifests).scrape_configs.map((job: any) => [job.job_name, job])));
const egress = (manifests: Manifest[], name: string) => find(manifests, 'NetworkPolicy', `ml-monitoring-${name}`).spec.egress;

test('by default', () => {
  const scope = chart();
  const stack = new MonitoringStack(scope, 'Monitoring', { targets: [new MlflowServer(scope, 'Mlflow')] });
  const manifests = synth(scope);
  expectRestricted(manifests, readsNode);
  expectHardened(manifests);
  expect(synth(stack)).toMatchSnapshot();
});

describe('the cluster itself', () => {
  const stack = (props: Partial<MonitoringStackProps> = {}, scope = chart()) => new MonitoringStack(scope, 'Monitoring', { targets: [], ...props });

  test('its objects are watched, in the namespaces of the targets', () => {
    const there = stack({ targets: [target('web'), { metrics: [{ tool: 'own', endpoint: endpoint('db', 'data') }] }] });
    expect(there.kubeStateMetrics!.namespaces).toEqual(['ml', 'data']);
  });

  test('its objects are watched as is said, or not at all', () => {
    expect(stack({ kubeStateMetrics: { namespaces: ['other'] } }).kubeStateMetrics!.namespaces).toEqual(['other']);
    expect(stack({ kubeStateMetrics: { clusterWide: true } }).kubeStateMetrics!.namespaces).toBeUndefined();
    expect(stack({ kubeStateMetrics: false }).kubeStateMetrics).toBeUndefined();
  });

  test('its nodes are watched, but not that of a local profile, unless it is said otherwise', () => {
    const local = () => chart({ profile: Profile.local() });
    expect([stack(), stack({ nodeExporter: {} }, local())].map(({ nodeExporter }) => nodeExporter?.namespace)).toEqual(['ml-nodes', 'ml-nodes']);
    expect([stack({}, local()), stack({ nodeExporter: false })].map(({ nodeExporter }) => nodeExporter)).toEqual([undefined, undefined]);
  });

  test('both are scraped, and their rules evaluated', () => {
    const scope = chart();
    stack({}, scope);
    const manifests = synth(scope);
    const both = ['ml/ml-monitoring-kube-state-metrics-server', 'ml-nodes/ml-monitoring-node-exporter-server'];
    expect(Object.keys(jobs(manifests))).toEqual([...both, 'ml/ml-monitoring-alertmanager', 'ml/ml-monitoring-prometheus']);
    expect(groups(manifests).map(({ name }) => name)).toEqual(expect.arrayContaining(both));
  });
});

describe('targets', () => {
  test('each becomes a job of its own, and so do Alertmanager and Prometheus', () => {
    const scope = chart({ profile: Profile.local() });
    const targets = [new MlflowServer(scope, 'Mlflow'), new AirflowCluster(scope, 'Airflow')];
    expect(Object.keys(jobs(build({ targets }, scope)))).toEqual([
      'ml/ml-mlflow-server', 'ml/ml-airflow-statsd', 'ml/ml-monitoring-alertmanager', 'ml/ml-monitoring-prometheus',
    ]);
  });

  test('pods are found by the labels of the endpoint and scraped at their own port', () => {
    const { scheme, metrics_path, kubernetes_sd_configs, relabel_configs } = jobs(build({ targets: [target('web', { path: '/stats' })] }))['ml/web'];
    expect([scheme, metrics_path]).toEqual(['http', '/stats']);
    expect(kubernetes_sd_configs).toEqual([{ role: 'pod', namespaces: { names: ['ml'] }, selectors: [{ role: 'pod', label: 'app=web' }] }]);
    expect(relabel_configs.filter((relabel: any) => relabel.target_label === '__address__').map((relabel: any) => relabel.replacement)).toEqual(['$1:8080', '[$1]:8080']);
  });

  test('series carry tool, namespace and the name of the pod', () => {
    const { relabel_configs } = jobs(build({ targets: [target('web')] }))['ml/web'];
    expect(relabel_configs).toEqual(expect.arrayContaining([
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
      { target_label: 'namespace', replacement: 'ml' },
      { target_label: 'tool', replacement: 'own' },
    ]));
  });

  test('its metrics are at /metrics, unless it says otherwise', () => {
    const path = (more: object) => jobs(build({ targets: [target('web', more)] }))['ml/web'].metrics_path;
    expect([path({ path: undefined }), path({ path: '/prometheus' })]).toEqual(['/metrics', '/prometheus']);
  });

  test('one outside the cluster is scraped by its address', () => {
    const outside: Endpoint = { scheme: 'https', host: 'db.example.org', port: 9187, cidrs: ['10.0.0.0/8'] };
    const manifests = build({ targets: [{ metrics: [{ tool: 'postgres', endpoint: outside, path: '/metrics' }] }] });
    expect(jobs(manifests)['db.example.org:9187']).toEqual({
      job_name: 'db.example.org:9187',
      scheme: 'https',
      metrics_path: '/metrics',
      static_configs: [{ targets: ['db.example.org:9187'], labels: { tool: 'postgres' } }],
    });
    expect(egress(manifests, 'prometheus')).toContainEqual({ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ protocol: 'TCP', port: 9187 }] });
  });

  test('who answers by TLS is checked by the name of its Service, or by name and authority that are given', () => {
    const secure = { ...endpoint('web'), scheme: 'https' };
    const ca = { namespace: 'ml', secret: 'web-tls', key: 'ca.crt' };
    const job = (tls?: object) => {
      const manifests = build({ targets: [target('web', { endpoint: secure, tls })] });
      return { manifests, tls: jobs(manifests)['ml/web'].tls_config };
    };
    expect(job().tls).toEqual({ server_name: 'web.ml.svc' });
    const { manifests, tls } = job({ ca, serverName: 'web.example.org' });
    expect(tls).toEqual({ ca_file: '/etc/prometheus/secrets/0', server_name: 'web.example.org' });
    const { template } = find(manifests, 'StatefulSet', 'ml-monitoring-prometheus').spec;
    expect(template.spec.volumes).toContainEqual({ name: 'file-0', secret: { secretName: 'web-tls', items: [{ key: 'ca.crt', path: 'file' }] } });
    expect(jobs(build({ targets: [target('web')] }))['ml/web']).not.toHaveProperty('tls_config');
  });

  test('its team and model are labels of its series and of its alerts', () => {
    const manifests = build({ targets: [target('web', { team: 'vision', model: 'cats' })] });
    expect(jobs(manifests)['ml/web'].relabel_configs).toEqual(expect.arrayContaining([
      { target_label: 'team', replacement: 'vision' }, { target_label: 'model', replacement: 'cats' },
    ]));
    expect(groups(manifests)[0].rules[0].labels).toEqual({ tool: 'own', team: 'vision', model: 'cats', job: 'ml/web', severity: 'critical' });
  });

  test('the team of the settings is that of all that is made below them', () => {
    const scope = chart({ profile: Profile.local(), team: 'vision' });
    expect([new MlflowServer(scope, 'Mlflow'), new AirflowCluster(scope, 'Airflow')].map(({ metrics }) => metrics[0].team)).toEqual(['vision', 'vision']);
    expect(new MlflowServer(chart(), 'Mlflow').metrics[0]).not.toHaveProperty('team');
  });

  test('one that names neither job nor endpoint is refused', () => {
    expect(() => build({ targets: [{ metrics: [{ tool: 'own' }] }] })).toThrow(
      "ml/Monitoring: targets[0].metrics 'own': it has neither an endpoint nor a job: pass endpoint, or the job under which its series come with those of another target");
  });

  test('one whose series come with those of another is not scraped, and its rules are evaluated', () => {
    const manifests = build({ targets: [{ metrics: [{ tool: 'own', job: 'ml/nightly', rules: [rule()] }] }] });
    expect(Object.keys(jobs(manifests))).not.toContain('ml/nightly');
    expect(groups(manifests)[0]).toMatchObject({ name: 'ml/nightly', rules: [{ alert: 'Slow', labels: { job: 'ml/nightly' } }] });
  });

  test('its computed series come before its alerts, with the same labels', () => {
    const recordings = [{ name: 'job:a:rate5m', expr: 'rate(a[5m])' }];
    const [{ rules: [first, second] }] = groups(build({ targets: [target('web', { recordings, rules: [rule()] })] }));
    expect(first).toEqual({ record: 'job:a:rate5m', expr: 'rate(a[5m])', labels: { tool: 'own', job: 'ml/web' } });
    expect(second.alert).toBe('Slow');
  });

  test('a token is read from a file, and stands in no ConfigMap', () => {
    const scope = chart();
    const manifests = build({ targets: [target('web'), new GitServer(scope, 'Git')] }, scope);
    expect(jobs(manifests)['ml/web'].authorization).toBeUndefined();
    expect(jobs(manifests)['ml/ml-git-server'].authorization).toEqual({ credentials_file: '/etc/prometheus/secrets/0' });
    const { spec } = find(manifests, 'StatefulSet', 'ml-monitoring-prometheus').spec.template;
    expect(spec.volumes).toContainEqual({ name: 'file-0', secret: { secretName: 'ml-git-credentials', items: [{ key: 'metricsToken', path: 'file' }] } });
    expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'file-0', mountPath: '/etc/prometheus/secrets/0', subPath: 'file', readOnly: true });
    expect(findAll(manifests, 'ConfigMap').filter(map => JSON.stringify(map).includes('ml-git-credentials'))).toEqual([]);
  });

  test('MLflow with users of its own is scraped as a user of its own, with a Secret of its own', () => {
    const scope = chart();
    const manifests = build({ targets: [new MlflowServer(scope, 'Mlflow', { auth: MlflowAuth.basic() })] }, scope);
    expect(jobs(manifests)['ml/ml-mlflow-server'].basic_auth).toEqual({ username: 'metrics', password_file: '/etc/prometheus/secrets/0' });
    const { volumes } = find(manifests, 'StatefulSet', 'ml-monitoring-prometheus').spec.template.spec;
    expect(volumes).toContainEqual({ name: 'file-0', secret: { secretName: 'ml-mlflow-metrics-user', items: [{ key: 'password', path: 'file' }] } });
  });

  test('both halves of the path to each are opened', () => {
    const manifests = build({ targets: [target('web')] });
    expect(egress(manifests, 'prometheus')).toContainEqual({
      to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ml' } }, podSelector: { matchLabels: { app: 'web' } } }],
      ports: [{ protocol: 'TCP', port: 8080 }],
    });
    expect(find(manifests, 'NetworkPolicy', 'ml-monitoring-prometheus-to-web').spec.podSelector).toEqual({ matchLabels: { app: 'web' } });
  });

  test('in another namespace Prometheus may see the pods too, by one role', () => {
    const elsewhere = ['web', 'api'].map(name => target(name, { endpoint: endpoint(name, 'shop') }));
    const roles = findAll(build({ targets: [target('near'), ...elsewhere] }), 'Role') as any[];
    expect(roles.map(({ metadata, rules }) => [metadata.namespace, metadata.name, rules])).toEqual([
      ['ml', 'ml-monitoring-prometheus', [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }]],
      ['shop', 'ml-ml-monitoring-prometheus-discovery', [{ apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] }]],
    ]);
    const { metadata, roleRef, subjects } = find(build({ targets: elsewhere }), 'RoleBinding', 'ml-ml-monitoring-prometheus-discovery') as any;
    expect([metadata.namespace, roleRef.name, subjects]).toEqual(
      ['shop', 'ml-ml-monitoring-prometheus-discovery', [{ kind: 'ServiceAccount', name: 'ml-monitoring-prometheus', namespace: 'ml' }]]);
  });

  test('a target more in that namespace makes no other role', () => {
    const roles = (...names: string[]) => {
      const scope = chart();
      build({ targets: names.map(name => target(name, { endpoint: endpoint(name, 'shop') })) }, scope);
      return scope.node.findAll().map(({ node }) => node.id).filter(id => id.startsWith('Role-'));
    };
    expect([roles('web'), roles('web', 'api')]).toEqual([['Role-web'], ['Role-web']]);
  });

  test('pods that have ended are left alone', () => {
    const [first] = jobs(build({ targets: [target('web')] }))['ml/web'].relabel_configs;
    expect(first).toEqual({ source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Succeeded|Failed', action: 'drop' });
  });

  test('the rules of Alertmanager and Prometheus themselves are there too', () => {
    expect(groups(build()).map(({ name }) => name)).toEqual(['ml/ml-monitoring-alertmanager', 'ml/ml-monitoring-prometheus']);
  });

  test('a tool that comes later brings its rules, and nothing else changes', () => {
    const before = groups(build({ targets: [target('web')] }));
    const after = groups(build({ targets: [target('web'), target('later', { tool: 'later', rules: [rule()] })] }));
    expect(after.filter(({ name }) => name !== 'ml/later')).toEqual(before);
    expect(after.find(({ name }) => name === 'ml/later').rules).toEqual([{
      alert: 'Slow',
      expr: 'rate(a[5m]) > 1',
      labels: { tool: 'later', job: 'ml/later', severity: 'warning' },
      annotations: { summary: 'It is slow', runbook: 'Wait' },
    }]);
  });

  test('one without rules is at least watched for its answer', () => {
    const [{ rules: [{ alert, expr, for: time, labels }] }] = groups(build({ targets: [target('web')] }));
    expect([alert, expr, time, labels.severity]).toEqual(['TargetDown', 'absent((up{job="ml/web"}) == (1))', '5m', 'critical']);
  });

  test('one whose metrics are switched off is refused', () => {
    const scope = chart();
    const targets = [new MlflowServer(scope, 'On'), new MlflowServer(scope, 'Off', { metricsEnabled: false })];
    expect(() => build({ targets }, scope)).toThrow("ml/Monitoring: targets[1] 'ml/Off': its metrics are switched off, or leave by another way: "
      + 'switch them on with its metricsEnabled or metrics prop, or take it from the targets');
  });

  test('the same one twice is refused', () => {
    expect(() => build({ targets: [target('web'), target('api'), target('web')] }))
      .toThrow("ml/Monitoring: targets 'ml/web': two targets have this name: pass each once");
  });

  test('none is refused, from plain JavaScript', () => {
    expect(() => new MonitoringStack(chart(), 'Monitoring', {} as never)).toThrow('ml/Monitoring: targets: it is required: pass targets');
  });

  test('a token in another namespace is copied', () => {
    const manifests = build({ targets: [target('web', { token: { namespace: 'shop', secret: 'web', key: 'token' } })] });
    const { volumes } = find(manifests, 'StatefulSet', 'ml-monitoring-prometheus').spec.template.spec;
    expect(volumes).toContainEqual({ name: 'file-0', secret: { secretName: 'ml-monitoring-secret1', items: [{ key: 'token', path: 'file' }] } });
  });

  test('what one file does not hold is in others, and none is lost', () => {
    const many = (count: number) => Array.from({ length: count }, (_, index) => target(`model-server-of-the-team-${index}`));
    const files = (count: number) => findAll(build({ targets: many(count) }), 'ConfigMap')
      .filter(({ metadata }) => /^ml-monitoring-config(-\d+)?$/.test(metadata.name!))
      .flatMap(({ data }) => Object.entries<string>(data));
    const [[main, text], ...others] = files(1500);
    expect(main).toBe('prometheus.json');
    expect(JSON.parse(text).scrape_config_files).toEqual(['/etc/prometheus/config/scrape-configs-*.json']);
    expect(others.filter(([name]) => !/^scrape-configs-\d+\.json$/.test(name))).toEqual([]);
    const all = [text, ...others.map(([, other]) => other)].flatMap(one => JSON.parse(one).scrape_configs);
    const names = all.map(({ job_name: name }) => name);
    expect([names.length, new Set(names).size]).toEqual([1502, 1502]);
    expect(files(10).map(([name]) => name)).toEqual(['prometheus.json']);
    expect(JSON.parse(files(10)[0][1])).not.toHaveProperty('scrape_config_files');
  });
});

describe('the rules of many targets', () => {
  const long = Array.from({ length: 10 }, (_, index) => rule({ name: `Slow${index}`, summary: 'It is slow. '.repeat(20) }));
  const maps = (count: number) => {
    const targets = Array.from({ length: count }, (_, index) => target(`model-server-${index}`, { rules: long }));
    return findAll(build({ targets }), 'ConfigMap').filter(({ metadata }) => metadata.name.startsWith('ml-monitoring-rules'));
  };
  const alerts = (all: Manifest[]) => all.flatMap(({ data }) => Object.values<string>(data))
    .flatMap((text): { name: string; rules: object[] }[] => JSON.parse(text).groups)
    .filter(({ name }) => name.includes('model-server')).flatMap(({ rules }) => rules);

  test('of a few lie in one file', () => {
    expect(maps(3).map(({ data }) => Object.keys(data))).toEqual([['rules.json']]);
  });

  test('of a thousand are spread over as many ConfigMaps as they need, and none is lost', () => {
    const all = maps(1000);
    expect(all.length).toBeGreaterThan(1);
    // What kubectl keeps of an object.
    expect(all.filter(map => JSON.stringify(map).length > 256 * 1024)).toEqual([]);
    expect(alerts(all)).toHaveLength(10_000);
  });
});

describe('scraping', () => {
  test('every thirty seconds, or as is said', () => {
    const global = (scrapeInterval?: string) => config(build({ scrapeInterval })).global;
    expect(global()).toEqual({ scrape_interval: '30s', scrape_timeout: '10s', evaluation_interval: '30s' });
    expect(global('1m').scrape_interval).toBe('60s');
    expect(global('15')).toEqual({ scrape_interval: '15s', scrape_timeout: '10s', evaluation_interval: '15s' });
  });

  test('no scrape outlasts the interval', () => {
    expect(config(build({ scrapeInterval: '5s' })).global.scrape_timeout).toBe('5s');
  });

  test.each(['soon', '0s', '5d'])('%s is no interval', scrapeInterval => {
    expect(() => build({ scrapeInterval }))
      .toThrow(`ml/Monitoring: scrapeInterval '${scrapeInterval}': it is not a duration: write seconds, or '30s', '5m' or '1h'`);
  });

  test('an interval that leaves a rule without two samples is refused', () => {
    build({ scrapeInterval: '150s', rules: [rule()] });
    expect(() => build({ scrapeInterval: '151s', rules: [rule()] })).toThrow(
      "ml/Monitoring: scrapeInterval '151s': the rule Slow looks at 5m, which must hold two samples: scrape at least twice in that time");
  });
});

describe('retention', () => {
  const retention = (props: Partial<MonitoringStackProps>) => config(build(props)).storage.tsdb.retention;

  test('fifteen days and most of the volume, or as is said', () => {
    expect(retention({})).toEqual({ time: '15d', size: '8192MB' });
    expect(retention({ retention: '8w', volumeSize: '1Gi' })).toEqual({ time: '8w', size: '819MB' });
    expect(retention({ retentionSize: '2Gi' })).toEqual({ time: '15d', size: '2048MB' });
  });

  test.each([[undefined, '10Gi'], ['3Gi', '3Gi']])('the volume of %s is %s', (volumeSize, size) => {
    const { spec } = find(build({ volumeSize }), 'PersistentVolumeClaim', 'ml-monitoring-prometheus-data');
    expect(spec.resources.requests.storage).toBe(size);
  });

  test('text in place of a duration or size is refused', () => {
    expect(() => build({ retention: '15', retentionSize: 'most', volumeSize: 'big' })).toThrow([
      "ml/Monitoring: retention '15': it is not a duration in Prometheus' notation: write it as '5m', '12h', '15d' or '1d12h'",
      "ml/Monitoring: volumeSize 'big': it is not a Kubernetes quantity: write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)",
      "ml/Monitoring: retentionSize 'most': it is not a Kubernetes quantity: write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)",
    ].join('\n'));
  });

  test.each([['a[2d]', '2d'], ['a offset 3d', '3d']])('a rule that looks further back, %s, is refused', (expr, reach) => {
    expect(() => build({ retention: '1d', rules: [rule({ expr })] }))
      .toThrow(`ml/Monitoring: retention '1d': the rule Slow looks ${reach} back: keep samples for at least that long`);
    build({ retention: reach, rules: [rule({ expr })] });
  });

  test('what stands in quotes is no range', () => {
    build({ retention: '1d', rules: [rule({ expr: 'a{path="[9d]"} or b{path=\'[9d]\'}' })] });
  });
});

describe('rules', () => {
  test('own ones are added', () => {
    expect(groups(build({ rules: [rule({ for: '1m' })] })).at(-1)).toEqual({
      name: 'own',
      rules: [{ alert: 'Slow', expr: 'rate(a[5m]) > 1', for: '1m', labels: { severity: 'warning' }, annotations: { summary: 'It is slow', runbook: 'Wait' } }],
    });
  });

  test.each<[Partial<AlertRule>, string]>([
    [{ name: 'too slow' }, "rules: name 'too slow': it is not the name of an alert: write it as 'MlflowDown'"],
    [{ expr: ' ' }, "rules: expr of Slow ' ': it is blank: give rules: expr of Slow a value or leave it out"],
    [{ for: 'long' }, "rules: for of Slow 'long': it is not a duration in Prometheus' notation: write it as '5m', '12h', '15d' or '1d12h'"],
  ])('%j is refused', (more, message) => {
    expect(() => build({ rules: [rule(more)] })).toThrow(`ml/Monitoring: ${message}`);
  });
});

describe('receivers', () => {
  const url = SecretValue.fromSecret('pager', 'url');

  test('without any, Alertmanager only shows alerts', () => {
    const manifests = build();
    expect(alerting(manifests)).toMatchObject({ route: { receiver: 'nobody', routes: [] }, receivers: [{ name: 'nobody' }] });
    expect(egress(manifests, 'alertmanager')).toHaveLength(1);
  });

  test('each is told of its urgencies, or of all', () => {
    const pager = AlertReceiver.webhook(url, { severities: [Severity.CRITICAL] });
    const { route } = alerting(build({ receivers: { all: AlertReceiver.webhook(url), pager } }));
    expect(route.routes).toEqual([
      { receiver: 'all', matchers: ['severity=~"critical|warning|info"'], continue: true },
      { receiver: 'pager', matchers: ['severity=~"critical"'], continue: true },
    ]);
  });

  test('each is told of the teams that it names, letter by letter, or of all', () => {
    const { route } = alerting(build({ receivers: { vision: AlertReceiver.webhook(url, { severities: [Severity.INFO], teams: ['vision', 'r.d "1"'] }) } }));
    expect(route.routes[0].matchers).toEqual(['severity=~"info"', 'team=~"vision|r\\\\.d \\"1\\""']);
  });

  test('one that is told of no team is refused', () => {
    expect(() => build({ receivers: { none: AlertReceiver.webhook(url, { teams: [] }) } })).toThrow(
      'ml/Monitoring: receivers.none.teams []: it would be told of nothing: name one, or leave it out');
  });

  test('secrets are files of Alertmanager', () => {
    const manifests = build({ receivers: { pager: AlertReceiver.webhook(url) } });
    expect(alerting(manifests).receivers).toContainEqual({ name: 'pager', webhook_configs: [{ url_file: '/etc/alertmanager/secrets/pager' }] });
    const { spec } = find(manifests, 'StatefulSet', 'ml-monitoring-alertmanager').spec.template;
    expect(spec.volumes).toContainEqual({ name: 'file-0', secret: { secretName: 'pager', items: [{ key: 'url', path: 'file' }] } });
    expect(spec.containers[0].volumeMounts).toContainEqual({ name: 'file-0', mountPath: '/etc/alertmanager/secrets/pager', subPath: 'file', readOnly: true });
  });

  test('Slack, with a channel or that of the webhook', () => {
    const slack = (options?: object) => (
      alerting(build({ receivers: { chat: AlertReceiver.slack(url, options) } })).receivers[1].slack_configs);
    expect(slack()).toEqual([{ api_url_file: '/etc/alertmanager/secrets/chat', send_resolved: true }]);
    expect(slack({ channel: '#ml' })[0].channel).toBe('#ml');
  });

  test('mail, by the port for submission or another', () => {
    const options = { to: 'team@example.org', from: 'ml@example.org', smtpHost: 'smtp.example.org' };
    const mail = (more: object = {}) => build({ receivers: { mail: AlertReceiver.email(url, { ...options, ...more }) } });
    expect(alerting(mail()).receivers[1].email_configs).toEqual([{
      to: 'team@example.org',
      from: 'ml@example.org',
      smarthost: 'smtp.example.org:587',
      send_resolved: true,
      auth_username: 'ml@example.org',
      auth_password_file: '/etc/alertmanager/secrets/mail',
    }]);
    expect(alerting(mail({ smtpPort: 465, username: 'bot' })).receivers[1].email_configs[0]).toMatchObject({ smarthost: 'smtp.example.org:465', auth_username: 'bot' });
    expect(egress(mail(), 'alertmanager')[1].ports).toEqual([{ protocol: 'TCP', port: 587 }]);
    expect(() => mail({ smtpHost: 'smtp://x', smtpPort: 0 })).toThrow(
      "ml/Monitoring: receivers.mail.smtpHost 'smtp://x': it is not a host name: write the bare name, such as 'db.example.org', without scheme, port or path\n"
      + 'ml/Monitoring: receivers.mail.smtpPort 0: it is not a port: use a whole number from 1 to 65535');
  });

  test('a webhook leads outside, or to pods', () => {
    const ports = (options?: object) => (
      egress(build({ receivers: { hook: AlertReceiver.webhook(url, options) } }), 'alertmanager')[1].ports);
    expect(ports()).toEqual([{ protocol: 'TCP', port: 443 }]);
    expect(ports({ endpoint: endpoint('hook') })).toEqual([{ protocol: 'TCP', port: 8080 }]);
  });

  test('one without a secret is refused, and so is a generated one', () => {
    expect(() => AlertReceiver.slack(undefined as never)).toThrow('AlertReceiver.slack: url: it is required: pass url');
    expect(() => build({ receivers: { made: AlertReceiver.slack(SecretValue.generated()) } })).toThrow(
      "ml/Monitoring: receivers.made: the other side would not know a generated value: pass SecretValue.fromSecret('name', 'key') or .external(…)");
  });

  test.each(['nobody', 'On Call', ''])('the name %j is refused', name => {
    expect(() => build({ receivers: { [name]: AlertReceiver.webhook(url) } })).toThrow(
      `ml/Monitoring: receivers '${name}': it is not a name for a receiver: use lower-case letters, digits and hyphens, and not 'nobody'`);
  });

  test('none of the urgencies, and what is no receiver, are refused', () => {
    expect(() => build({ receivers: { pager: AlertReceiver.webhook(url, { severities: [] }) } })).toThrow(
      'ml/Monitoring: receivers.pager.severities []: it would be told of nothing: name one, or leave it out');
    expect(() => build({ receivers: { other: {} as never } })).toThrow(
      'ml/Monitoring: receivers.other: it is an object: pass AlertReceiver.webhook(…), .slack(…) or .email(…)');
  });
});

test('Prometheus tells its Alertmanager', () => {
  const manifests = build();
  expect(config(manifests).alerting.alertmanagers).toEqual([{ static_configs: [{ targets: ['ml-monitoring-alertmanager.ml.svc:9093'] }] }]);
  expect(find(manifests, 'NetworkPolicy', 'ml-monitoring-prometheus-to-ml-monitoring-alertmanager').spec.ingress[0].ports).toEqual([{ protocol: 'TCP', port: 9093 }]);
});

test('nobody reaches Prometheus but whoever was wired', () => {
  const scope = chart();
  const stack = new MonitoringStack(scope, 'Monitoring', { ...bare, targets: [] });
  const image = 'example.org/team/image:1';
  new Job(scope, 'Report', { image, uses: [stack] });
  const manifests = synth(scope);
  expect(find(manifests, 'NetworkPolicy', 'ml-monitoring-prometheus').spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
  expect(find(manifests, 'NetworkPolicy', 'ml-monitoring-prometheus').spec.ingress).toBeUndefined();
  const opening = findAll(manifests, 'NetworkPolicy').filter(({ spec }) => JSON.stringify(spec.podSelector).includes('"ml-monitoring-prometheus"'));
  expect(opening.map(({ metadata }) => metadata.name).sort()).toEqual(['ml-monitoring-prometheus', 'ml-report-to-ml-monitoring-prometheus']);
  expect(container(find(manifests, 'Job'), 'main').env).toContainEqual({ name: 'PROMETHEUS_URL', value: 'http://ml-monitoring-prometheus.ml.svc:9090' });
});

test('another stack can watch it, with its Alertmanager', () => {
  const scope = chart();
  const first = new MonitoringStack(scope, 'First', { ...bare, targets: [] });
  const watching = jobs(build({ targets: [first] }, scope));
  expect(watching['ml/ml-first-prometheus'].metrics_path).toBe('/metrics');
  expect(watching['ml/ml-first-alertmanager'].metrics_path).toBe('/metrics');
});

test('neither the admin API nor the lifecycle can be called', () => {
  const { args } = container(find(build(), 'StatefulSet', 'ml-monitoring-prometheus'), 'main');
  expect(args).toEqual(['--config.file=/etc/prometheus/config/prometheus.json', '--storage.tsdb.path=/prometheus']);
});

test('a new target replaces the pod', () => {
  const annotations = (targets: IMetricsTarget[]) => find(build({ targets }), 'StatefulSet', 'ml-monitoring-prometheus').spec.template.metadata.annotations;
  expect(annotations([])).not.toEqual(annotations([target('web')]));
});

test('resources, class and images are those that are given', () => {
  const scope: Chart = chart();
  Settings.set(scope, { storageClass: 'slow' });
  const manifests = build({ resources: { memory: '3Gi' }, storageClass: 'fast', image: 'example.org/prometheus:v3', alertmanagerImage: 'example.org/alertmanager:v1' }, scope);
  const main = (name: string) => container(find(manifests, 'StatefulSet', `ml-monitoring-${name}`), 'main');
  expect([main('prometheus').resources.limits.memory, main('prometheus').image, main('alertmanager').image]).toEqual(
    ['3Gi', 'example.org/prometheus:v3', 'example.org/alertmanager:v1']);
  expect(findAll(manifests, 'PersistentVolumeClaim').map(({ spec }) => spec.storageClassName)).toEqual(['fast', 'fast']);
});

describe('Grafana', () => {
  test('is not there unless it is asked for', () => {
    const scope = chart();
    const stack = new MonitoringStack(scope, 'Monitoring', { ...bare, targets: [] });
    expect([stack.grafanaUrl, stack.grafanaPassword, findAll(synth(scope), 'Deployment')]).toEqual([undefined, undefined, []]);
  });

  test('is at an address in the cluster, and its administrator has a password', () => {
    const stack = new MonitoringStack(chart({ profile: Profile.local() }), 'Monitoring', { ...bare, targets: [], grafana: {} });
    expect(stack.grafanaUrl).toBe('http://ml-monitoring-grafana.ml.svc:3000');
    expect(stack.grafanaPassword).toEqual({ namespace: 'ml', secret: 'ml-monitoring-grafana-admin', key: 'password' });
  });

  test('shows the dashboards of the targets that carry one', () => {
    const scope = chart({ profile: Profile.local() });
    new MonitoringStack(scope, 'Monitoring', { ...bare, targets: [new MlflowServer(scope, 'Mlflow'), target('bare'), new AirflowCluster(scope, 'Airflow')], grafana: {} });
    expect(Object.keys(file(synth(scope), 'grafana-dashboards', 'mlflow-0.json'))).toContain('panels');
    const { data } = find(synth(scope), 'ConfigMap', 'ml-monitoring-grafana-dashboards') as any;
    expect(Object.keys(data)).toEqual(['airflow-2.json', 'alertmanager-3.json', 'mlflow-0.json', 'prometheus-4.json']);
  });
});
