import { Chart } from 'cdk8s';
import {
  AirflowCluster, AirflowClusterProps, Bucket, DagSource, Executor, GitRepository, KubernetesExecutorOptions, MlflowServer, Postgres,
  PostgresDatabase, Profile, SecretValue, VersityGateway, Volume,
} from '../../src';
import { find, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';
import { environmentOf } from '../pod';

type Added = KubernetesExecutorOptions['podTemplate'];

const scope = () => chart({ profile: Profile.local() });
const source = (within: Chart, name: string) => new GitRepository(within, name, { url: `https://example.org/${name}.git` });

function build(within: Chart, podTemplate: Added, options: KubernetesExecutorOptions = {}, props: AirflowClusterProps = {}): Manifest[] {
  new AirflowCluster(within, 'Airflow', {
    metadataDatabase: new PostgresDatabase(within, 'Db', { server: new Postgres(within, 'Postgres') }),
    logStore: new Bucket(within, 'Logs', { store: new VersityGateway(within, 'Objects') }),
    executor: Executor.kubernetes({ ...options, podTemplate }),
    ...props,
  });
  return synth(within);
}

function podOf(podTemplate: Added, options: KubernetesExecutorOptions = {}, props?: AirflowClusterProps): Record<string, any> {
  return taskPod(build(scope(), podTemplate, options, props));
}

function taskPod(manifests: Manifest[]): Record<string, any> {
  return JSON.parse(find(manifests, 'ConfigMap', 'ml-airflow-pod-template').data['pod.json']);
}

const main = (pod: Record<string, any>) => pod.spec.containers[0];
const names = (list: { name: string }[]) => list.map(({ name }) => name);

describe('what a pod template adds', () => {
  test('a source stands beside the DAGs', () => {
    const within = scope();
    const sources = [{ source: source(within, 'Lib'), path: '/lib' }];
    const pod = taskPod(build(within, { sources }, {}, { dags: DagSource.git(source(within, 'Dags')) }));
    expect(main(pod).volumeMounts.map(({ mountPath }: any) => mountPath)).toEqual(expect.arrayContaining(['/opt/airflow/sources/dags', '/lib']));
    expect(names(pod.spec.initContainers)).toEqual(['source-0', 'source-1', 'config']);
  });

  test('what it uses stands beside what DAGs use', () => {
    const within = scope();
    const manifests = build(within, { uses: [new MlflowServer(within, 'Other')] }, {}, { uses: [{ connection: { env: { OWN: '1' }, endpoints: [] } }] });
    expect(names(main(taskPod(manifests)).env)).toEqual(expect.arrayContaining(['OWN', 'MLFLOW_TRACKING_URI']));
    expect(find(manifests, 'NetworkPolicy', 'ml-airflow-task-to-ml-other-server')).toBeDefined();
  });

  test('a sidecar, an init container and annotations are there', () => {
    const other = { image: 'example.org/x:1' };
    const pod = podOf({ sidecars: [{ name: 'beside', ...other }], initContainers: [{ name: 'before', ...other }], podAnnotations: { team: 'a' } });
    expect(names(pod.spec.containers)).toEqual(['base', 'beside']);
    expect(names(pod.spec.initContainers)).toEqual(['config', 'before']);
    expect(pod.metadata.annotations).toEqual({ team: 'a' });
  });

  test('a variable of the construct can be replaced, and the others stay', () => {
    const variables = (pod: Record<string, any>) => Object.fromEntries(
      main(pod).env.map(({ name, value, valueFrom }: any) => [name, value ?? valueFrom]));
    expect(variables(podOf({ env: { AIRFLOW__CORE__LOAD_EXAMPLES: 'True', EXTRA: '1' } }))).toEqual({
      ...variables(podOf({})), AIRFLOW__CORE__LOAD_EXAMPLES: 'True', EXTRA: '1',
    });
  });

  test('another image is that of all containers with Airflow', () => {
    const pod = podOf({ image: 'example.org/own:1' });
    expect([...pod.spec.containers, ...pod.spec.initContainers].map(({ image }: any) => image)).toEqual(['example.org/own:1', 'example.org/own:1']);
  });

  test('the main container keeps the name by which Airflow finds it', () => {
    expect(main(podOf({ container: 'main' })).name).toBe('base');
  });

  test('resources are laid over those of the executor, field by field', () => {
    const requests = (podTemplate: Added, options?: KubernetesExecutorOptions) => main(podOf(podTemplate, options)).resources.requests;
    const disk = { 'ephemeral-storage': '3136Mi' };
    expect(requests({})).toEqual({ cpu: '100m', memory: '1Gi', ...disk });
    expect(requests({}, { resources: { cpu: '4' } })).toEqual({ cpu: '4', memory: '1Gi', ...disk });
    expect(requests({ resources: { memory: '7Gi' } }, { resources: { cpu: '4' } })).toEqual({ cpu: '4', memory: '7Gi', ...disk });
  });

  describe('a command, and a variable, beside connections with secrets', () => {
    const keys = { accessKeyId: SecretValue.fromSecret('lake', 'id'), secretAccessKey: SecretValue.fromSecret('lake', 'key') };
    const secret = (name: string, key: string) => `${name} ${key}`;
    const pod = (podTemplate: Added) => {
      const within = scope();
      const lake = Bucket.fromS3(within, 'Lake', { bucketName: 'lake', region: 'eu-west-1', ...keys });
      return main(taskPod(build(within, podTemplate, {}, { connections: { lake } })));
    };
    const connection = (podTemplate: Added) => environmentOf(pod(podTemplate), secret).AIRFLOW_CONN_LAKE;

    test('connections are made before a command', () => {
      const command = ['/usr/bin/tini', '--', '/own'];
      expect(pod({ command }).command.slice(-4)).toEqual(['exec', ...command]);
      expect(JSON.parse(connection({ command }))).toMatchObject({ conn_type: 'aws', login: 'lake id', password: 'lake key' });
    });

    test('a variable takes the place of a connection, and leaves the others', () => {
      const env = environmentOf(pod({ env: { AIRFLOW_CONN_LAKE: 'aws://' } }), secret);
      expect(env.AIRFLOW_CONN_LAKE).toBe('aws://');
      expect(JSON.parse(env.AIRFLOW_CONN_MLOPS_LOGS)).toMatchObject({ conn_type: 'aws' });
    });
  });

  test('a command stays as it is where no secret is in a connection', () => {
    const within = scope();
    const logStore = Bucket.fromS3(within, 'Identity', { bucketName: 'logs', region: 'eu-west-1', identity: {} });
    const command = ['/usr/bin/tini', '--', '/own'];
    expect(main(taskPod(build(within, { command }, {}, { logStore }))).command).toEqual(command);
  });

  test('a mount over one of the construct is refused', () => {
    expect(() => podOf({ mounts: [{ volume: Volume.claim('own', 'own'), path: '/tmp' }] })).toThrow(
      /^ml\/Airflow: executor\.podTemplate\.mounts '\/tmp' .*: the construct and executor\.podTemplate mean different things by it: put one of/);
  });
});
