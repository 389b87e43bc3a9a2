import { Construct } from 'constructs';
import { SecretRef } from '../core';
import { imageOf, NamedContainerProps } from '../kubernetes';

/** Port on which the exporter shows the series of the server in its pod. */
export const REDIS_EXPORTER_PORT = 9121;

/** A sidecar of a Valkey or Redis server that shows what the server counts. */
export function redisExporter(scope: Construct, password: SecretRef): NamedContainerProps {
  return {
    name: 'metrics',
    image: imageOf(scope, 'redisExporter'),
    env: { REDIS_ADDR: 'redis://127.0.0.1:6379', REDIS_PASSWORD: password, REDIS_EXPORTER_LOG_LEVEL: 'WARN' },
    ports: { metrics: REDIS_EXPORTER_PORT },
    resources: { cpu: '10m', memory: '64Mi' },
    readiness: { httpGet: { path: '/health', port: REDIS_EXPORTER_PORT }, periodSeconds: 10 },
    liveness: { httpGet: { path: '/health', port: REDIS_EXPORTER_PORT }, periodSeconds: 30 },
  };
}
