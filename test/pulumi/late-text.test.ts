import * as pulumi from '@pulumi/pulumi';
import { Recorder } from './recorder';
import * as mlops from '../../src/pulumi';
import { asString } from '../../src/pulumi';

const later = (value: string) => asString(pulumi.output(Promise.resolve(value)));
const settings = { namespace: 'ml', profile: mlops.Profile.local() };
const pw = mlops.SecretValue.fromSecret('s', 'k');

test('a quote in a late client id stays within its literal of Python', async () => {
  const recorder = await Recorder.start();
  const clientId = later("x'); import os; #\"\n");
  const auth = mlops.AirflowAuth.fab({ oidc: { issuerUrl: 'https://id.example.org', clientId, clientSecret: pw } });
  new mlops.AirflowCluster('airflow', { auth }, { settings });
  await recorder.settled();
  const config = recorder.all.find(({ inputs }) => inputs.data?.['webserver_config.py'])!.inputs.data['webserver_config.py'] as string;
  expect(config).toContain('\'client_id\': "x\'); import os; #\\"\\n", ');
});

test('a late name of a database stays within the JSON of its connection', async () => {
  const recorder = await Recorder.start();
  const names = { databaseName: later('a"b$'), username: later('u"') };
  const warehouse = new mlops.Database('warehouse', { engine: mlops.DatabaseEngine.MYSQL, host: 'db', ...names, password: pw }, { settings });
  new mlops.AirflowCluster('airflow', { connections: { warehouse } }, { settings });
  await recorder.settled();
  const deployments = recorder.all.filter(({ type }) => type === 'kubernetes:apps/v1:Deployment');
  const { env } = deployments.find(({ name }) => name.includes('Scheduler'))!.inputs.spec.template.spec.containers[0];
  const parts = JSON.parse(env.find(({ name }: { name: string }) => name === 'RENDER_ENV_AIRFLOW_CONN_WAREHOUSE').value) as unknown[];
  const text = parts.map(part => typeof part === 'string' ? part : '"secret"').join('');
  expect(JSON.parse(text)).toEqual({ conn_type: 'mysql', host: 'db', port: 3306, schema: 'a"b$', login: 'u"', password: 'secret' });
});
