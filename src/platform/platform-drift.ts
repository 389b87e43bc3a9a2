import { Construct } from 'constructs';
import { AirflowCluster } from '../airflow';
import { check, Check, IBucket, IDataSource, IPushgateway } from '../core';
import { DataSource, DriftAction, EvidentlyMonitor, EvidentlyMonitorProps, EvidentlyService } from '../evidently';

/** Watches one set of data of a `Platform`. What is left out is the platform's own. */
export interface PlatformDriftProps extends Omit<EvidentlyMonitorProps, 'reference' | 'current'> {
  /** What the data should be like: a source, or the key of an object in the platform's bucket `data`. */
  readonly reference: IDataSource | string;
  /** What the data are like now: a source, or the key of an object in the platform's bucket `data`. */
  readonly current: IDataSource | string;
  /**
   * The DAG of the platform's Airflow that is run on drift, such as one that trains the model again.
   *
   * @default none
   */
  readonly retrainDag?: string;
}

/** Parts of a platform that its monitors work with. */
export interface DriftParts {
  /** Holds the objects that are named by a key. */
  readonly data?: IBucket;
  /** Where reports are kept. */
  readonly service?: EvidentlyService;
  /** Where gauges are left. */
  readonly pushgateway?: IPushgateway;
  /** Runs the DAGs. */
  readonly orchestration?: AirflowCluster;
}

/** Whether a monitor reads an object that is named by its key alone. */
export function readsData({ reference, current }: PlatformDriftProps): boolean {
  return [reference, current].some(source => typeof source === 'string');
}

/** Makes a monitor for each set of data, below a scope of their own. */
export function createMonitors(
  platform: Construct, drift: Record<string, PlatformDriftProps>, parts: DriftParts,
): Record<string, EvidentlyMonitor> {
  const { data, service, pushgateway, orchestration } = parts;
  check(platform, Object.entries(drift).flatMap(([name, props]) => checksFor(`drift.${name}`, props, parts)));
  const scope = new Construct(platform, 'Drift');
  return Object.fromEntries(Object.entries(drift).map(([name, { retrainDag, reference, current, ...props }]) => {
    const source = (given: IDataSource | string) => typeof given === 'string' ? DataSource.object(data!, given) : given;
    const onDrift = retrainDag === undefined ? props.onDrift : DriftAction.airflowDagRun(orchestration!, retrainDag);
    return [name, new EvidentlyMonitor(scope, name, {
      ...service && { service },
      ...pushgateway && { pushgateway },
      ...props,
      ...onDrift && { onDrift },
      reference: source(reference),
      current: source(current),
    })];
  }));
}

function checksFor(prop: string, props: PlatformDriftProps, { data, orchestration }: DriftParts): Check[] {
  const { retrainDag, onDrift } = props;
  const dag = `${prop}.retrainDag`;
  return [
    [retrainDag !== undefined && !orchestration, dag, retrainDag, 'there is no Airflow to run it', 'leave orchestration as it is, or pass onDrift instead'],
    [retrainDag !== undefined && onDrift !== undefined, dag, retrainDag, 'onDrift says already what is done', 'leave one of them out'],
    [readsData(props) && !data, prop, undefined, 'there is no object store whose objects a key could name',
      'leave objectStore as it is, or pass sources as reference and current'],
  ];
}
