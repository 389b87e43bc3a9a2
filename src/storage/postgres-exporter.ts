import { Construct } from 'constructs';
import { EnvValue, SecretRef } from '../core';
import { imageOf, NamedContainerProps } from '../kubernetes';

/** Port on which the exporter shows the series of the server in its pod. */
export const POSTGRES_EXPORTER_PORT = 9187;

/** A sidecar of a PostgreSQL server that signs in as its administrator and shows what the server counts. */
export function postgresExporter(scope: Construct, username: EnvValue, password: SecretRef): NamedContainerProps {
  return {
    name: 'metrics',
    image: imageOf(scope, 'postgresExporter'),
    args: ['--collector.long_running_transactions', '--collector.database_wraparound', '--log.level=warn'],
    env: { DATA_SOURCE_URI: '127.0.0.1:5432/postgres?sslmode=disable', DATA_SOURCE_USER: username, DATA_SOURCE_PASS: password },
    ports: { metrics: POSTGRES_EXPORTER_PORT },
    resources: { cpu: '10m', memory: '64Mi' },
    readiness: { httpGet: { path: '/', port: POSTGRES_EXPORTER_PORT }, periodSeconds: 10 },
    liveness: { httpGet: { path: '/', port: POSTGRES_EXPORTER_PORT }, periodSeconds: 30 },
  };
}
