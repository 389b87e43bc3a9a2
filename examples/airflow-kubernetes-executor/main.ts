import { App, Chart } from 'cdk8s';
import {
  AirflowCluster, Bucket, DagSource, Executor, GitCredentials, GitRepository, MlflowServer, Namespace, Postgres, PostgresDatabase,
  SecretValue, VersityGateway,
} from 'mlops-constructs';

/** Airflow with a pod for each task; DAGs come from Git, logs go to a bucket, and tasks log to MLflow. */
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
  const dags = new GitRepository(ml, 'Dags', {
    url: 'https://git.example.org/team/dags.git',
    revision: 'main',
    credentials: GitCredentials.token(SecretValue.fromSecret('git', 'token')),
  });
  new AirflowCluster(ml, 'Airflow', {
    metadataDatabase: new PostgresDatabase(ml, 'AirflowDb', { server: postgres }),
    logStore: new Bucket(ml, 'AirflowLogs', { store: objects }),
    executor: Executor.kubernetes({ resources: { cpu: '500m', memory: '2Gi' } }),
    dags: DagSource.git(dags),
    uses: [mlflow],
  });
  return program;
}
