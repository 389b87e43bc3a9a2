import { Construct } from 'constructs';
import {
  AirflowComponentOptions, API_PORT, ClusterParts, common, entrypointOf, initContainer, mountsOf, RESOURCES, withoutConnections,
} from './cluster-parts';
import { copyConfig } from './directories';
import { withDefaults } from '../core';
import { Contribution, envOf, Probe, Server } from '../kubernetes';

const ALIVE: Probe = { httpGet: { path: '/api/v2/version', port: API_PORT }, timeoutSeconds: 10 };

/** A proxy tells by which address and scheme people came. */
const PROXIED: Contribution = {
  of: 'proxy', args: ['--proxy-headers'], env: { AIRFLOW__FAB__ENABLE_PROXY_FIX: 'True', FORWARDED_ALLOW_IPS: '*' },
};

/** The API server: it migrates the database before anything of its version starts, and makes the administrator. */
export function createApiServer(
  scope: Construct, parts: ClusterParts, logServers: readonly Server[], options: AirflowComponentOptions = {},
): Server {
  const { everywhere, auth, executors } = parts;
  const own = [...everywhere, parts.encryption, parts.session, parts.database, parts.signing];
  const logs = { of: 'logs', reaches: [{ connection: { endpoints: logServers.map(server => server.endpoint('logs')) } }] };
  const mounts = mountsOf(parts, false);
  return new Server(scope, 'ApiServer', {
    ...common(parts, options.replicas ?? parts.replicas),
    command: entrypointOf(...everywhere),
    args: ['api-server'],
    parts: [...own, logs, ...executors.map(({ apiServer = {} }) => apiServer), auth.apiServer, parts.proxied ? PROXIED : {}],
    mounts,
    ports: { http: API_PORT },
    resources: withDefaults(options.resources, RESOURCES),
    initContainers: [copyConfig(parts.image), {
      ...initContainer(parts, 'migrate', ['bash', '-c', 'airflow db migrate && exec python -c "$0"', auth.provision]),
      env: withoutConnections(envOf(...own, auth.apiServer)),
      mounts: [...mounts, ...auth.apiServer.mounts ?? []],
    }],
    startup: { ...ALIVE, periodSeconds: 3, failureThreshold: 100 },
    readiness: { ...ALIVE, periodSeconds: 10 },
    liveness: { ...ALIVE, periodSeconds: 30, failureThreshold: 5 },
  });
}
