import * as pulumi from '@pulumi/pulumi';
import * as mlops from 'mlops-constructs/pulumi';

const settings = { namespace: new pulumi.Config().get('namespace') ?? 'ml' };
const home = new mlops.Namespace('ml', {}, { settings });
const inside = { settings, dependsOn: home };

const postgres = new mlops.Postgres('postgres', {}, inside);
const objects = new mlops.VersityGateway('objects', {}, inside);
const mlflow = new mlops.MlflowServer('mlflow', {
  backendStore: new mlops.PostgresDatabase('mlflow-db', { server: postgres }, inside),
  artifactStore: new mlops.Bucket('artifacts', { store: objects }, inside),
}, inside);

export const trackingUri = mlflow.trackingUri;
