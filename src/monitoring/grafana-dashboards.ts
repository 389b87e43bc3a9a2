import { Construct } from 'constructs';
import { dashboardFiles } from './grafana-dashboard';
import { Metrics } from '../core';
import { valueClass } from '../core/value-class';
import { createObject, fit, nameOf, OBJECT_NAME } from '../kubernetes';

/** Where a dashboard's panels ask, and which Grafana shows it. */
export interface GrafanaDashboardsOptions {
  /**
   * Id of the data source in that Grafana.
   *
   * @default 'prometheus'
   */
  readonly dataSourceUid?: string;
}

/** How dashboards reach a Grafana that runs already. */
export abstract class GrafanaDashboards {
  static { valueClass(this, 'GrafanaDashboards'); }

  /** As `GrafanaDashboard` objects of the Grafana operator 5; `instanceLabels` are those of the Grafana objects that show them. */
  public static operator(instanceLabels: Record<string, string>, options: GrafanaDashboardsOptions = {}): GrafanaDashboards {
    return new OperatorDashboards(instanceLabels, options);
  }

  /**
   * As ConfigMaps that a sidecar of Grafana collects, as that of its chart and of kube-prometheus-stack.
   *
   * @param labels labels by which it finds them, `{ grafana_dashboard: '1' }` in both charts
   */
  public static sidecar(labels: Record<string, string> = { grafana_dashboard: '1' }, options: GrafanaDashboardsOptions = {}): GrafanaDashboards {
    return new SidecarDashboards(labels, options);
  }

  protected constructor(private readonly options: GrafanaDashboardsOptions) {}

  /** Makes what carries the dashboards of targets below a scope. */
  public create(scope: Construct, targets: readonly Metrics[]): void {
    const files = dashboardFiles(targets, { type: 'prometheus', uid: this.options.dataSourceUid ?? 'prometheus' });
    for (const [file, content] of Object.entries(files)) this.write(scope, file.replace(/\.json$/, ''), JSON.stringify(content));
  }

  /** Makes what carries one dashboard. */
  protected abstract write(scope: Construct, id: string, json: string): void;
}

class OperatorDashboards extends GrafanaDashboards {
  constructor(private readonly instanceLabels: Record<string, string>, options: GrafanaDashboardsOptions) { super(options); }

  protected write(scope: Construct, id: string, json: string): void {
    createObject(scope, `GrafanaDashboard-${id}`, {
      apiVersion: 'grafana.integreatly.org/v1beta1',
      kind: 'GrafanaDashboard',
      name: fit(`${nameOf(scope)}-${id}`, OBJECT_NAME),
      body: { spec: { instanceSelector: { matchLabels: this.instanceLabels }, allowCrossNamespaceImport: true, json } },
    });
  }
}

class SidecarDashboards extends GrafanaDashboards {
  constructor(private readonly labels: Record<string, string>, options: GrafanaDashboardsOptions) { super(options); }

  protected write(scope: Construct, id: string, json: string): void {
    createObject(scope, `Dashboard-${id}`, {
      apiVersion: 'v1', kind: 'ConfigMap', name: fit(`${nameOf(scope)}-${id}`, OBJECT_NAME), labels: this.labels, body: { data: { [`${id}.json`]: json } },
    });
  }
}
