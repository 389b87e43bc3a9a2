import type { AirflowClusterProps } from './airflow-cluster';
import { bundleList, DagSource } from './dag-source';
import { CONFIG_ENV } from './directories';
import { Executor } from './executor';
import { asText } from '../core';
import { Contribution } from '../kubernetes';

/** Where the API server is found. */
interface Addresses {
  readonly url: string;
  readonly outside?: string;
}

/** Options with a prop of their own, and those without which the pods do not work. */
export function baseConfig(
  props: AirflowClusterProps, sources: readonly DagSource[], executors: readonly Executor[], { url, outside }: Addresses,
): Contribution {
  const { parallelism = 32, dagsPausedAtCreation = true, dagRefreshSeconds = 60 } = props;
  return {
    of: 'Airflow',
    env: {
      ...CONFIG_ENV,
      CONNECTION_CHECK_MAX_COUNT: '0',
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__CORE__PARALLELISM: asText(parallelism),
      AIRFLOW__CORE__DAGS_ARE_PAUSED_AT_CREATION: dagsPausedAtCreation ? 'True' : 'False',
      // Names of pods do not resolve, and logs of running tasks are fetched from them.
      AIRFLOW__CORE__HOSTNAME_CALLABLE: 'airflow.utils.net.get_host_ip_address',
      AIRFLOW__DAG_PROCESSOR__DAG_BUNDLE_CONFIG_LIST: bundleList(sources),
      AIRFLOW__DAG_PROCESSOR__REFRESH_INTERVAL: asText(dagRefreshSeconds),
      AIRFLOW__LOGGING__DAG_PROCESSOR_LOG_TARGET: 'stdout',
      AIRFLOW__LOGGING__COLORED_CONSOLE_LOG: 'False',
      AIRFLOW__CORE__EXECUTOR: executors.map(({ className }) => className).join(','),
      AIRFLOW__CORE__EXECUTION_API_SERVER_URL: `${url}/execution/`,
      AIRFLOW__API__BASE_URL: outside ?? url,
      ...outside?.startsWith('https:') && { AIRFLOW__FAB__COOKIE_SECURE: 'True' },
    },
  };
}
