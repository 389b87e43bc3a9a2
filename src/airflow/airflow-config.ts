import { Check, EnvValue, hasToken } from '../core';
import { Contribution, envOf } from '../kubernetes';

/**
 * Airflow's configuration: section -> option -> value, such as `{ core: { parallelism: '64' } }`. A value that is secret is a key of a
 * Secret in the cluster's namespace.
 */
export type AirflowConfig = Record<string, Record<string, EnvValue>>;

/** Options that hold a secret and nothing else: those that Airflow 3.3 and its providers mark as sensitive, and what is named like them. */
const SECRET_OPTION = /(^|_)(password|passwd|(api|secret|fernet|access|private)_key|(jwt|client)_secret|token|basic_auth)$/;
/** A password in an address, or a credential in a JSON object. */
const HOLDS_SECRET = /:\/\/[^/\s@]*:[^/\s@]+@|"\w*(password|secret|secret_?id|token|api_?key|(access|private|secret)_?key)"\s*:\s*"[^"]/i;

/** Sections of Airflow 3.3 and of the providers in its image, from `airflow config list`. */
const SECTIONS = new Set([
  'api', 'api_auth', 'callbacks', 'connection_test', 'core', 'dag_processor', 'database', 'email', 'execution_api', 'kerberos', 'lineage',
  'logging', 'metrics', 'operators', 'profiling', 'scheduler', 'sdk', 'secrets', 'sensors', 'sentry', 'smtp', 'state_store', 'traces',
  'triggerer', 'workers',
  'aws', 'aws_auth_manager', 'aws_batch_executor', 'aws_ecs_executor', 'aws_lambda_executor', 'azure_remote_logging', 'celery',
  'celery_broker_transport_options', 'celery_result_backend_transport_options', 'common.io', 'dag_factory', 'edge', 'elasticsearch',
  'elasticsearch_configs', 'fab', 'hive', 'keycloak_auth_manager', 'kubernetes_executor', 'kubernetes_secrets', 'openlineage', 'opensearch',
  'opensearch_configs', 'postgres', 'snowflake', 'standard',
]);

/** The name of the environment variable that sets an option. */
export function variableOf(section: string, option: string): string {
  return `AIRFLOW__${section.replace(/\W/g, '_')}__${option}`.toUpperCase();
}

/** The variables that a configuration sets. */
export function configEnv(config: AirflowConfig): Record<string, EnvValue> {
  return Object.fromEntries(Object.entries(config).flatMap(([section, options]) =>
    Object.entries(options).map(([option, value]) => [variableOf(section, option), value])));
}

/**
 * Sections must exist.
 *
 * @param ownImage whether the image is the user's, with whatever providers
 */
export function sectionChecks(config: AirflowConfig, ownImage: boolean): Check[] {
  return Object.entries(config).flatMap(([section, options]): Check[] => [
    [!ownImage && !SECTIONS.has(section), 'config', section, 'neither Airflow nor a provider of its image has a section of that name',
      `use one of ${near(section)}; or pass the image that has the provider`],
    ...Object.entries(options).map(([option, value]) => secretCheck(`config.${section}.${option}`, option, value)),
  ]);
}

/** What the parts of the construct set has a prop. */
export function takenChecks(config: AirflowConfig, parts: readonly Contribution[]): Check[] {
  const own = envOf(...parts);
  return Object.entries(config).flatMap(([section, options]) => Object.keys(options).map((option): Check => {
    const variable = variableOf(section, option);
    return [variable in own || `${variable}_CMD` in own, `config.${section}.${option}`, undefined, 'the construct sets it itself',
      'use its props instead'];
  }));
}

/** A secret must not stand in the manifests; nor does it in the message. */
function secretCheck(prop: string, option: string, value: EnvValue): Check {
  const reason = 'a secret would stand in the manifests as text';
  const remedy = "pass the key of a Secret: { namespace: 'ml', secret: 'name', key: 'key' }, with the namespace of the cluster";
  if (typeof value !== 'string') return [false, prop, undefined, reason, remedy];
  const isSecret = (text: unknown) => text !== '' && (SECRET_OPTION.test(option) || HOLDS_SECRET.test(String(text)));
  return hasToken(value) ? [isSecret, prop, value, reason, remedy] : [isSecret(value), prop, undefined, reason, remedy];
}

/** The sections whose names begin alike, or all of them. */
function near(section: string): string {
  const alike = [...SECTIONS].filter(known => known.startsWith(section.slice(0, 3)));
  return (alike.length > 0 ? alike : [...SECTIONS]).join(', ');
}
