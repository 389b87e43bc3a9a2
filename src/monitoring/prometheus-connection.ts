import { GrafanaDataSource } from './grafana';
import { ScrapedMetrics } from './scrape-jobs';
import { Connection, urlOf } from '../core';

/** Where clients find the certificates of the authority. */
const CA = '/etc/mlops-constructs/prometheus/ca.crt';

/** What a client of Prometheus gets, which follows from how Prometheus scrapes itself. */
export function prometheusConnection({ endpoint, login, tls }: ScrapedMetrics): Connection {
  return {
    env: {
      PROMETHEUS_URL: urlOf(endpoint),
      ...login && { PROMETHEUS_USERNAME: login.username, PROMETHEUS_PASSWORD: login.password },
      ...tls && { PROMETHEUS_CA_FILE: CA },
    },
    ...tls?.ca && { files: { [CA]: tls.ca } },
    endpoints: [endpoint],
  };
}

/** How a Grafana asks: its data source, and the environment to which `$` in it refers. */
export function prometheusDataSource({ endpoint, login, tls }: ScrapedMetrics): GrafanaDataSource {
  return {
    settings: {
      url: urlOf(endpoint),
      ...login && { basicAuth: true, basicAuthUser: login.username },
      jsonData: { httpMethod: 'POST', ...tls && { tlsAuthWithCACert: true } },
      ...(login || tls) && { secureJsonData: { ...login && { basicAuthPassword: '$PROMETHEUS_PASSWORD' }, ...tls && { tlsCACert: '$PROMETHEUS_CA' } } },
    },
    env: { ...login && { PROMETHEUS_PASSWORD: login.password }, ...tls?.ca && { PROMETHEUS_CA: tls.ca } },
  };
}
