import { App, Chart } from 'cdk8s';
import { Bucket, Job, MlflowServer, Namespace, Postgres, PostgresDatabase, VersityGateway } from 'mlops-constructs';

/** MLflow wired by hand, and a training job that uses it. */
export function app(outdir: string): App {
  const program = new App({ outdir });
  const ml = new Chart(program, 'ml', { namespace: 'ml' });
  new Namespace(ml, 'Namespace');

  const postgres = new Postgres(ml, 'Postgres');
  const objects = new VersityGateway(ml, 'Objects');
  const mlflow = new MlflowServer(ml, 'Mlflow', {
    backendStore: new PostgresDatabase(ml, 'MlflowDb', { server: postgres }),
    artifactStore: new Bucket(ml, 'Artifacts', { store: objects }),
  });
  new Job(ml, 'Train', { image: 'example.org/team/train:1', uses: [mlflow] });
  return program;
}
