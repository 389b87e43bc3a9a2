import { App, Chart } from 'cdk8s';
import { Namespace, Platform, Profile } from 'mlops-constructs';

/** The quickstart as manifests: MLflow on PostgreSQL and S3, small enough for one machine. */
export function app(outdir: string, namespace = 'ml'): App {
  const program = new App({ outdir });
  const chart = new Chart(program, 'ml', { namespace });
  new Namespace(chart, 'Namespace');
  new Platform(chart, 'Platform', { profile: Profile.local(), orchestration: false });
  return program;
}
