import { Construct } from 'constructs';
import { DataFormat } from './data-source';
import { DriftAction } from './drift-action';
import { evidentlyDashboard } from './evidently-dashboard';
import { EvidentlyReport } from './evidently-report';
import { evidentlyRules } from './evidently-rules';
import { EvidentlyService } from './evidently-service';
import { MONITOR } from './monitor-script';
import { periodOf } from './schedule';
import {
  alias, check, Check, cron, DatabaseEngine, duration, IDataSource, IMetricsTarget, IPushgateway, isToken, Metrics, notBlank, required,
  secondsOf, withDefaults,
} from '../core';
import { propChecks } from '../core/prop-checks';
import { configFiles, imageOf, Job, metricsOf, nameOf, namespaceOf, Resources, Settings, Volume } from '../kubernetes';

const CONFIG = '/etc/evidently-monitor';

/** Properties for `EvidentlyMonitor`. */
export interface EvidentlyMonitorProps {
  /** What the data should be like, such as those that a model was trained on. */
  readonly reference: IDataSource;
  /** What the data are like now. */
  readonly current: IDataSource;
  /**
   * What is compared.
   *
   * @default EvidentlyReport.dataDrift()
   */
  readonly report?: EvidentlyReport;
  /**
   * When to compare, in cron's notation.
   *
   * @default '0 * * * *'
   */
  readonly schedule?: string;
  /**
   * Share of the columns, more than 0 and at most 1, that must have drifted for the data to have drifted.
   *
   * @default 0.5
   */
  readonly driftThreshold?: number;
  /**
   * The model that the data go into: the label `model` of series and alerts.
   *
   * @default none
   */
  readonly model?: string;
  /**
   * Where the gauges are left, for Prometheus.
   *
   * @default none: there are no series, rules or dashboard
   */
  readonly pushgateway?: IPushgateway;
  /**
   * Where each report is kept.
   *
   * @default none
   */
  readonly service?: EvidentlyService;
  /**
   * Project of the service, which is made when it is not there.
   *
   * @default the name of the monitor
   */
  readonly project?: string;
  /**
   * What is done in each run that finds drift.
   *
   * @default nothing
   */
  readonly onDrift?: DriftAction;
  /**
   * Age of the last success from which on someone is told.
   *
   * @default three times the longest pause of the schedule: '3h' with that of an hour
   */
  readonly lateAfter?: string;
  /**
   * Seconds after which a run is given up.
   *
   * @default 3600
   */
  readonly activeDeadlineSeconds?: number;
  /**
   * CPU and memory; both sets of data are in memory.
   *
   * @default '250m' and '1Gi'
   */
  readonly resources?: Resources;
  /**
   * Image with Python, Evidently 0.7 and psycopg2. Buckets with workload identity need s3fs in it too, and MySQL needs PyMySQL.
   *
   * @default the catalog's
   */
  readonly image?: string;
}

/**
 * Compares current with reference data on a schedule: Evidently's report goes into a service, drift as gauges to a Pushgateway, and an
 * action follows on drift. As a target of monitoring it has rules for drift, for missing data and for its own silence.
 *
 * @throws ConstructError when the data cannot be read by the image, or nobody would hear of the result
 */
export class EvidentlyMonitor extends Construct implements IMetricsTarget {
  /** The label `job` of its series. */
  public readonly job: string;
  public readonly metrics: readonly Metrics[];
  /** The job, for what this construct does not model. */
  public readonly cronJob: Job;

  constructor(scope: Construct, id: string, props: EvidentlyMonitorProps) {
    super(scope, id);
    const shape = propChecks(this, 'EvidentlyMonitorProps', props);
    const { report = EvidentlyReport.dataDrift(), schedule = '0 * * * *', driftThreshold = 0.5, onDrift, service, pushgateway, model } = props;
    const { reference, current, project = nameOf(this), activeDeadlineSeconds = 3600 } = props;
    const own = props.image ?? Settings.of(this).images?.evidently;
    check(this, [...shape, required('reference', reference), required('current', current)]);
    const { settings, code, drift } = report.render();
    check(this, [
      ...sourceChecks('reference', reference, own), ...sourceChecks('current', current, own), ...report.checks(), ...onDrift?.checks() ?? [],
      [share => !(Number(share) > 0 && Number(share) <= 1), 'driftThreshold', driftThreshold, 'it is not a share of the columns', 'use more than 0 and at most 1'],
      ...cron('schedule', schedule), notBlank('model', model), notBlank('project', props.project), duration('lateAfter', props.lateAfter),
      [isToken(props.lateAfter), 'lateAfter', props.lateAfter, 'the alert is written before anything is deployed', "write it as plain text, such as '3h'"],
      [isToken(schedule) && props.lateAfter === undefined, 'lateAfter', undefined, 'it would follow from schedule, which is an Output', "write it, such as '3h'"],
      [props.project !== undefined && !service, 'project', project, 'there is no service that has projects', 'pass service, or leave project out'],
      [onDrift !== undefined && !drift, 'onDrift', undefined, 'a summary tells of no drift', 'use EvidentlyReport.dataDrift(), or leave onDrift out'],
      [!service && !pushgateway && !onDrift, 'pushgateway', undefined, 'nobody would hear of the result', 'pass pushgateway, service or onDrift'],
    ]);

    this.job = `${namespaceOf(this)}/${nameOf(this)}`;
    const { team } = Settings.of(this);
    const action = onDrift?.create(this);
    const config = configFiles(this, 'Config', {
      'settings.json': JSON.stringify({
        job: this.job,
        labels: { tool: 'evidently', ...model !== undefined && { model }, ...team !== undefined && { team } },
        report: settings,
        threshold: driftThreshold,
        reference: reference.description,
        current: current.description,
        ...service && { project },
        ...action && { action: action.settings },
      }),
      ...code !== undefined && { 'report.py': code },
    });
    this.cronJob = new Job(this, 'Job', {
      image: own ?? imageOf(this, 'evidently'),
      schedule,
      activeDeadlineSeconds,
      backoffLimit: 3,
      command: ['python3', '-c', MONITOR],
      env: {
        ...action?.env,
        DO_NOT_TRACK: '1',
        HOME: '/tmp',
        MPLCONFIGDIR: '/tmp',
        // The same over all retries of a run.
        RUN: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" },
      },
      uses: [
        alias(reference.source, 'REFERENCE'), alias(current.source, 'CURRENT'),
        ...service ? [service] : [], ...pushgateway ? [pushgateway] : [], ...action?.uses ?? [],
      ],
      reaches: action?.reaches,
      mounts: [{ volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }, { volume: config, path: CONFIG, readOnly: true }],
      resources: withDefaults(props.resources, { cpu: '250m', memory: '1Gi' }),
    });
    const lateAfter = props.lateAfter === undefined ? 3 * periodOf(schedule) : secondsOf(props.lateAfter)!;
    this.metrics = pushgateway ? [metricsOf(this, {
      tool: 'evidently',
      job: this.job,
      ...model !== undefined && { model },
      rules: evidentlyRules(this.job, { drift, lateAfter }),
      dashboard: evidentlyDashboard(this.job, drift),
    })] : [];
  }
}

function sourceChecks(prop: string, { source, description }: IDataSource, image: string | undefined): Check[] {
  const remedy = 'build images/evidently/Dockerfile of mlops-constructs and pass it as image, or as evidently to Settings';
  if (description.type === 'query') {
    return [
      notBlank(`${prop}.query`, description.query),
      [image === undefined && description.engine === DatabaseEngine.MYSQL, 'image', undefined, `Evidently's own image has no PyMySQL, with which it would read ${prop}`, remedy],
    ];
  }
  const { uri, format } = description;
  const keyless = !('AWS_SECRET_ACCESS_KEY' in (source.connection.env ?? {}));
  return [
    [text => !/^s3:/.test(String(text)), prop, uri, 'objects are read from S3 alone', 'pass an object of a Bucket, or of Bucket.fromS3(…)'],
    [text => !/^\w+:\/\/[^/]+\/./.test(String(text)), prop, uri, 'the key is blank', "write the object's name in the bucket, such as 'reference.parquet'"],
    [text => !Object.values<string>(DataFormat).includes(String(text)), prop, format, `the key does not tell how ${uri} is written`,
      'let the key end in .csv, .parquet or .jsonl, or pass { format: DataFormat.CSV }'],
    [image === undefined && keyless, 'image', undefined, `Evidently's own image has no s3fs, with which it would read ${prop} without keys`, remedy],
  ];
}
