import {
  AirflowCluster, AirflowClusterProps, AirflowMetrics, Database, outsideEndpoint, Profile, SecretValue, SettingsProps,
} from '../../src';
import { find, findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

const IMAGE = 'registry.example.org/team/airflow:1';

function build(props: AirflowClusterProps, settings: SettingsProps = {}): Manifest[] {
  const scope = chart({ profile: Profile.local(), ...settings });
  new AirflowCluster(scope, 'Airflow', props);
  return synth(scope);
}

const at = (...urls: string[]) => [{ connection: { endpoints: urls.map(url => outsideEndpoint(url)) } }];
const variables = (manifests: Manifest[]) => find(manifests, 'Deployment', 'ml-airflow-scheduler').spec.template.spec.containers[0].env;

describe('sections of providers', () => {
  const config = { databricks: { token_timeout: '5' } };

  test('pass with an image of one\'s own', () => {
    expect(variables(build({ config, image: IMAGE }))).toContainEqual({ name: 'AIRFLOW__DATABRICKS__TOKEN_TIMEOUT', value: '5' });
  });

  test('pass with an image of the settings', () => {
    expect(variables(build({ config }, { images: { airflow: IMAGE } }))).toContainEqual({ name: 'AIRFLOW__DATABRICKS__TOKEN_TIMEOUT', value: '5' });
  });

  test('are refused with the image of the catalog', () => {
    expect(() => build({ config })).toThrow("ml/Airflow: config 'databricks': neither Airflow nor a provider of its image has a section of that name: "
      + 'use one of database; or pass the image that has the provider');
  });
});

describe('options that name something in the network', () => {
  const refused = (section: string, option: string, value: string) =>
    `ml/Airflow: config.${section}.${option} '${value}': no component has a network path to it: `
    + "list it in reaches: reaches: [{ connection: { endpoints: [outsideEndpoint('https://host:port')] } }]";

  test.each([
    ['elasticsearch', 'host', 'https://es.example.org:9200'],
    ['opensearch', 'host', 'search.example.org:9200'],
    ['secrets', 'backend', 'airflow.providers.hashicorp.secrets.vault.VaultBackend'],
    ['secrets', 'backend_kwargs', '{"url": "https://vault.example.org:8200"}'],
    ['workers', 'secrets_backend_kwargs', '{"url": "https://vault.example.org:8200"}'],
    ['sentry', 'sentry_dsn', 'https://key@o1.ingest.example.org/2', 'https://…@o1.ingest.example.org/2'],
    ['smtp', 'smtp_host', 'mail.example.org'],
    ['traces', 'otel_host', 'collector.example.org'],
    ['openlineage', 'transport', '{"type": "http", "url": "https://lineage.example.org"}'],
    ['logging', 'remote_base_log_folder', 'cloudwatch://arn:aws:logs:eu-west-1:1:log-group:a'],
    ['api_auth', 'trusted_jwks_url', 'https://login.example.org/keys'],
    ['celery', 'broker_url', 'redis://queue.example.org:6379/0'],
    ['email', 'email_backend', 'airflow.providers.sendgrid.utils.emailer.send_email'],
  ])('%s.%s is refused without a path', (section, option, value, shown = value) => {
    expect(() => build({ config: { [section]: { [option]: value } } })).toThrow(refused(section, option, shown));
  });

  test.each([
    ['elasticsearch', 'host', 'https://es.example.org:9200', 'https://es.example.org:9200'],
    ['opensearch', 'host', 'search.example.org:9200', 'http://search.example.org:9200'],
    ['secrets', 'backend', 'airflow.providers.amazon.aws.secrets.secrets_manager.SecretsManagerBackend', 'https://secretsmanager.example.org'],
    ['sentry', 'sentry_dsn', 'https://key@o1.ingest.example.org/2', 'https://o1.ingest.example.org'],
    ['openlineage', 'transport', '{"type": "http", "url": "https://lineage.example.org"}', 'https://lineage.example.org'],
  ])('%s.%s passes with one', (section, option, value, url) => {
    expect(() => build({ config: { [section]: { [option]: value } }, reaches: at(url) })).not.toThrow();
  });

  test('another host does not do', () => {
    expect(() => build({ config: { smtp: { smtp_host: 'mail.example.org' } }, reaches: at('https://other.example.org') }))
      .toThrow(refused('smtp', 'smtp_host', 'mail.example.org'));
  });

  test.each([
    ['smtp', 'smtp_host', 'localhost'],
    ['openlineage', 'transport', '{"type": "console"}'],
    ['secrets', 'backend', 'airflow.secrets.local_filesystem.LocalFilesystemBackend'],
    ['logging', 'remote_base_log_folder', 'file:///opt/airflow/logs'],
  ])('%s.%s %s needs none', (section, option, value) => {
    expect(() => build({ config: { [section]: { [option]: value } } })).not.toThrow();
  });

  test('what metrics reach already is reached', () => {
    const metrics = AirflowMetrics.openTelemetry({ scheme: 'http', host: 'collector.example.org', port: 4318 });
    expect(() => build({ metrics, config: { traces: { otel_host: 'collector.example.org' } } })).not.toThrow();
  });
});

test('the metadata database is reached already', () => {
  const scope = chart({ profile: Profile.local() });
  const metadataDatabase = Database.fromPostgres(scope, 'Db', {
    host: 'db.example.org', databaseName: 'airflow', username: 'airflow', password: SecretValue.fromSecret('db', 'password'),
  });
  const config = { database: { sql_alchemy_conn_async: 'postgresql+asyncpg://db.example.org/airflow' } };
  expect(() => new AirflowCluster(scope, 'Airflow', { metadataDatabase, config })).not.toThrow();
});

test('all components reach what is listed, without its environment', () => {
  const manifests = build({ reaches: [{ connection: { env: { OTHER: '1' }, endpoints: [outsideEndpoint('https://es.example.org:9200')] } }] });
  for (const name of ['api-server', 'scheduler', 'dag-processor', 'triggerer']) {
    const { egress } = find(manifests, 'NetworkPolicy', `ml-airflow-${name}`).spec;
    expect(egress.filter(({ ports }: any) => ports.some(({ port }: any) => port === 9200))).toHaveLength(1);
  }
  expect(JSON.stringify(findAll(manifests, 'Deployment'))).not.toContain('OTHER');
});

describe('options that are secret', () => {
  const says = 'a secret would stand in the manifests as text: '
    + "pass the key of a Secret: { namespace: 'ml', secret: 'name', key: 'key' }, with the namespace of the cluster";

  test.each([
    ['smtp', 'smtp_password', 'hunter2'],
    ['celery', 'flower_basic_auth', 'a:hunter2'],
    ['keycloak_auth_manager', 'client_secret', 'hunter2'],
    ['database', 'sql_alchemy_conn_async', 'postgresql+asyncpg://u:hunter2@db/airflow'],
    ['secrets', 'backend_kwargs', '{"url": "https://vault.example.org", "token": "hunter2"}'],
    ['workers', 'secrets_backend_kwargs', '{"role_id": "a", "secret_id": "hunter2"}'],
  ])('are refused as text, without repeating it: %s.%s', (section, option, value) => {
    const make = () => build({ config: { [section]: { [option]: value } }, reaches: at('https://vault.example.org', 'https://db') });
    expect(make).toThrow(new Error(`ml/Airflow: config.${section}.${option}: ${says}`));
  });

  test('pass as the key of a Secret, to all components', () => {
    const manifests = build({ config: { smtp: { smtp_password: { namespace: 'ml', secret: 'mail', key: 'password' } } } });
    expect(variables(manifests)).toContainEqual({
      name: 'AIRFLOW__SMTP__SMTP_PASSWORD', valueFrom: { secretKeyRef: { name: 'mail', key: 'password' } },
    });
  });

  test.each([
    ['celery', 'ssl_key', '/certs/key.pem'], ['smtp', 'smtp_password', ''], ['secrets', 'backend_kwargs', '{"url": "https://vault.example.org", "token_path": "/t"}'],
  ])('are not those that only sound like one: %s.%s', (section, option, value) => {
    expect(() => build({ config: { [section]: { [option]: value } }, reaches: at('https://vault.example.org') })).not.toThrow();
  });
});
