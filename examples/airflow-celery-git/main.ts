import { App, Chart } from 'cdk8s';
import {
  AirflowCluster, Bucket, DagSource, Executor, GitRepository, GitServer, Namespace, PgBouncer, Postgres, PostgresDatabase, Profile,
  Settings, Valkey, VersityGateway,
} from 'mlops-constructs';

/** Airflow with Celery workers that follow their load; DAGs come from a Git server in the same cluster. */
export function app(outdir: string): App {
  const program = new App({ outdir });
  const ml = new Chart(program, 'ml', { namespace: 'ml' });
  Settings.set(ml, { profile: Profile.production() });
  new Namespace(ml, 'Namespace');

  const postgres = new Postgres(ml, 'Postgres');
  const git = new GitServer(ml, 'Git', { repositories: ['dags'] });
  new AirflowCluster(ml, 'Airflow', {
    metadataDatabase: new PgBouncer(ml, 'Pool', { database: new PostgresDatabase(ml, 'AirflowDb', { server: postgres }) }),
    logStore: new Bucket(ml, 'AirflowLogs', { store: new VersityGateway(ml, 'Objects') }),
    executor: Executor.celery({ broker: new Valkey(ml, 'Broker'), autoscaling: { minReplicas: 2, maxReplicas: 10 } }),
    dags: DagSource.git(new GitRepository(ml, 'Dags', { repository: git.repository('dags') })),
  });
  return program;
}
