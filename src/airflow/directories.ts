import { Mount, NamedContainerProps, Volume } from '../kubernetes';

/** Directory of Airflow's files in the image. Nothing is ever mounted over it: DAGs, plugins and configuration of the image lie there. */
export const HOME = '/opt/airflow';
/** Directory of the logs of tasks. */
export const LOGS = `${HOME}/logs`;
/** Directory of the SQLite database. */
export const DATA = '/var/lib/airflow';

const CONFIG = '/run/airflow';
const CONFIG_FILE = `${CONFIG}/airflow.cfg`;

/** Space for logs where they lie on no other volume, in Mi. */
export const LOGS_MI = 2048;

/** Where all of Airflow's processes find their configuration file. */
export const CONFIG_ENV = { AIRFLOW_CONFIG: CONFIG_FILE } as const;

const COPY = `
set -e
own=\${AIRFLOW_CONFIG:-\${AIRFLOW_HOME:-${HOME}}/airflow.cfg}
if [ -e "$own" ]; then cat "$own" > ${CONFIG_FILE}; else : > ${CONFIG_FILE}; fi
`.trim();

let config: Mount | undefined;

/** Where the file lies: one volume for all containers of a pod. */
function configMount(): Mount {
  return config ??= { volume: Volume.memory('airflow-config', '1Mi'), path: CONFIG };
}

/**
 * Copies the configuration file of the image, or makes an empty one. Airflow would write one with all defaults where there is none,
 * beside DAGs and plugins, which are read-only.
 */
export function copyConfig(image: string): NamedContainerProps {
  return { name: 'config', image, command: ['bash', '-c', COPY], mounts: [configMount()], resources: { cpu: '10m', memory: '32Mi' } };
}

/** The directories that Airflow writes. */
export function writableMounts(logs: Mount = { volume: Volume.empty('logs', `${LOGS_MI}Mi`), path: LOGS }): Mount[] {
  return [configMount(), logs, { volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }];
}
