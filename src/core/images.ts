/** An image of the catalog. */
export interface CatalogImage {
  /** Full reference, with registry, and a tag or a digest that stays. */
  readonly reference: string;
  /** Where the version was read. */
  readonly source: string;
}

/**
 * Every image that this library names, and no other place names one: by the full number of a release, or by digest, so that none moves.
 * A program can send all of them to a mirror, or replace one, with `Settings`.
 */
export const IMAGES = {
  buildpackDepsScm: {
    reference: 'docker.io/library/buildpack-deps:trixie-scm@sha256:e7f5b96a40e57c3b05812734513dfa573bd9f0bc6ef57b5db67951ab500f4fc3',
    source: 'docker-library/repo-info repos/buildpack-deps/remote/trixie-scm.md, 2026-08-25: Debian with git, hg and their SSH client; '
      + 'it has no tags with a version, so a digest names this one',
  },
  evidently: {
    reference: 'docker.io/evidently/evidently-service:0.7.23',
    source: 'evidentlyai/evidently docker/Dockerfile.service: with SQL storage, without an S3 client',
  },
  forgejo: { reference: 'codeberg.org/forgejo/forgejo:15.0.6-rootless', source: 'forgejo/forgejo releases: 15 is a line with long-term support; the rootless image' },
  gitSync: { reference: 'registry.k8s.io/git-sync/git-sync:v4.7.1', source: 'kubernetes/git-sync tag v4.7.1' },
  mlflow: {
    reference: 'ghcr.io/mlflow/mlflow:v3.18.0-full',
    source: 'mlflow/mlflow docker/README.md: the plain image has neither database drivers nor an S3 client',
  },
  pgBouncer: {
    reference: 'ghcr.io/cloudnative-pg/pgbouncer:1.25.2',
    source: 'cloudnative-pg/pgbouncer-containers: PGDG\'s package on Debian, as user 998; the operator\'s manager is not in it. The image of '
      + 'Airflow\'s chart is two security releases behind, and edoburu/pgbouncer is a third party\'s',
  },
  postgres: { reference: 'docker.io/library/postgres:17.12', source: 'docker-library/official-images library/postgres; supported to November 2029' },
  prometheus: { reference: 'quay.io/prometheus/prometheus:v3.16.0', source: 'prometheus/prometheus releases, 2026-11-04' },
  alertmanager: { reference: 'quay.io/prometheus/alertmanager:v0.35.0', source: 'prometheus/alertmanager releases' },
  pushgateway: { reference: 'quay.io/prometheus/pushgateway:v1.11.3', source: 'prometheus/pushgateway releases' },
  kubeStateMetrics: { reference: 'registry.k8s.io/kube-state-metrics/kube-state-metrics:v2.20.0', source: 'kubernetes/kube-state-metrics tag v2.20.0' },
  nodeExporter: { reference: 'quay.io/prometheus/node-exporter:v1.12.1', source: 'prometheus/node_exporter releases' },
  postgresExporter: { reference: 'quay.io/prometheuscommunity/postgres-exporter:v0.19.1', source: 'prometheus-community/postgres_exporter releases' },
  redisExporter: { reference: 'docker.io/oliver006/redis_exporter:v1.86.0', source: 'oliver006/redis_exporter releases' },
  grafana: { reference: 'docker.io/grafana/grafana:13.2.0', source: 'grafana/grafana: appVersion of its chart' },
  airflow: { reference: 'docker.io/apache/airflow:3.3.2', source: 'apache/airflow releases, 2026-09-17' },
  cloudNativePg: { reference: 'ghcr.io/cloudnative-pg/postgresql:17.12-standard-trixie', source: 'cloudnative-pg/postgres-containers, the version of postgres above' },
  python: { reference: 'docker.io/library/python:3.11.16-slim-bookworm', source: 'docker-library/official-images library/python; supported to October 2027' },
  seaweedFs: { reference: 'docker.io/chrislusf/seaweedfs:4.46', source: 'seaweedfs/seaweedfs releases, 2026-09-08' },
  statsdExporter: { reference: 'quay.io/prometheus/statsd-exporter:v0.31.0', source: 'prometheus/statsd_exporter releases' },
  valkey: { reference: 'docker.io/valkey/valkey:9.1.4', source: 'valkey-io/valkey releases, 2026-11-18' },
  versityGw: { reference: 'docker.io/versity/versitygw:v1.8.0', source: 'versity/versitygw releases' },
} as const satisfies Record<string, CatalogImage>;

/** A name in the catalog of images. */
export type ImageName = keyof typeof IMAGES;
