import { App, Chart } from 'cdk8s';
import { AlertReceiver, DagSource, GitRepository, Namespace, Platform, Profile, SecretValue } from 'mlops-constructs';

/**
 * Current data are compared with those that a model was trained on. On drift someone is told, and Airflow runs the DAG of retrain.py,
 * which must lie in the repository of DAGs and makes a new version of the model in MLflow.
 *
 * The data are two objects of the bucket `platform.data`: whatever writes them lists it in `uses`.
 */
export function app(outdir: string): App {
  const program = new App({ outdir });
  const ml = new Chart(program, 'ml', { namespace: 'ml' });
  new Namespace(ml, 'Namespace');
  new Platform(ml, 'Platform', {
    profile: Profile.local(),
    orchestration: { dags: DagSource.git(new GitRepository(ml, 'Dags', { url: 'https://git.example.org/dags.git' })), dagsPausedAtCreation: false },
    drift: {
      churn: { reference: 'churn/reference.parquet', current: 'churn/current.parquet', model: 'churn', schedule: '15 * * * *', retrainDag: 'retrain' },
    },
    monitoring: {
      grafana: {},
      receivers: { team: AlertReceiver.slack(SecretValue.fromSecret('slack', 'url')) },
    },
  });
  return program;
}
