import * as kplus from 'cdk8s-plus-27';
import {
  Bucket, Database, Job, MlflowAuth, MlflowServer, Postgres, PostgresDatabase, SecretValue, Valkey, VersityGateway,
} from '../../src';
import { findAll, Manifest, synth } from '../../src/testing';
import { chart } from '../chart';

const CANARY = 'canary-3f9c1e';

/** A program in which every secret value is the canary of one Secret, or is made in the cluster. */
function program(): Manifest[] {
  const scope = chart();
  const own = new kplus.Secret(scope, 'Own', { stringData: { value: CANARY } });
  const canary = SecretValue.fromSecret(own, 'value');
  const server = new Postgres(scope, 'Postgres', { adminPassword: canary });
  const objects = new VersityGateway(scope, 'Objects');
  const existing = Database.fromMysql(scope, 'Mysql', { host: 'db.example.org', database: 'ml', username: 'ml', password: canary });
  const s3 = Bucket.fromS3(scope, 'S3', { bucket: 'ml-data', region: 'eu-west-1', accessKeyId: canary, secretAccessKey: canary });
  const mlflow = new MlflowServer(scope, 'Mlflow', {
    backendStore: new PostgresDatabase(scope, 'Db', { server }),
    artifactStore: new Bucket(scope, 'Artifacts', { store: objects }),
    auth: MlflowAuth.basic({ database: new PostgresDatabase(scope, 'Users', { server }), adminPassword: canary }),
  });
  new MlflowServer(scope, 'Other', { backendStore: existing, artifactStore: s3 });
  new Job(scope, 'Train', { image: 'example.org/train:1', uses: [mlflow, new Valkey(scope, 'Cache', { password: canary })] });
  return synth(scope);
}

test('a secret value stands in its own Secret and in no other manifest', () => {
  const [own, ...others] = program().sort(({ kind }) => kind === 'Secret' ? -1 : 0);
  expect(JSON.stringify(own)).toContain(CANARY);
  for (const text of [CANARY, Buffer.from(CANARY).toString('base64')]) {
    expect(others.filter(manifest => JSON.stringify(manifest).includes(text)).map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
  }
});

test('everything that uses it names the Secret', () => {
  const manifests = program();
  const [{ metadata: { name } }] = findAll(manifests, 'Secret');
  const users = manifests.filter(({ kind, spec }) => kind !== 'Secret' && JSON.stringify(spec ?? {}).includes(`"name":"${name}"`));
  expect(users.map(({ metadata }) => metadata.name.replace(/-[0-9a-f]{8}$/, '')).sort()).toEqual([
    'ml-cache-server', 'ml-db-credentials-job', 'ml-mlflow-server', 'ml-other-server', 'ml-postgres-server', 'ml-train', 'ml-users-credentials-job',
  ]);
});

test('generated values make no Secret: the one that there is was given', () => {
  expect(findAll(program(), 'Secret')).toHaveLength(1);
});
