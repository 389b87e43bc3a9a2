import { Construct } from 'constructs';
import { DriftAction } from './drift-action';
import { evidentlyDashboard } from './evidently-dashboard';
import { EvidentlyReport } from './evidently-report';
import { evidentlyRules } from './evidently-rules';
import { EvidentlyService } from './evidently-service';
import { monitorChecks } from './monitor-checks';
import { MONITOR } from './monitor-script';
import { periodOf } from './schedule';
import { alias, check, IDataSource, IMetricsTarget, IPushgateway, Metrics, required, secondsOf, withDefaults } from '../core';
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
    const { report = EvidentlyReport.dataDrift(), schedule = '0 * * * *', driftThreshold = 0.5 } = props;
    const { onDrift, service, pushgateway, model, reference, current, project = nameOf(this), activeDeadlineSeconds = 3600 } = props;
    const own = props.image ?? Settings.of(this).images?.evidently;
    check(this, [...shape, required('reference', reference), required('current', current)]);
    const { settings, code, drift } = report.render();
    check(this, monitorChecks(props, { schedule, driftThreshold, report, drift, ownImage: own }));

    this.job = `${namespaceOf(this)}/${nameOf(this)}`;
    const action = onDrift?.create(this);
    const labels = { tool: 'evidently', model, team: Settings.of(this).team };
    const files = {
      'settings.json': JSON.stringify({
        job: this.job,
        labels,
        report: settings,
        threshold: driftThreshold,
        reference: reference.description,
        current: current.description,
        project: service && project,
        action: action?.settings,
      }),
    };
    const config = configFiles(this, 'Config', code === undefined ? files : { ...files, 'report.py': code });
    const listeners = [service, pushgateway].filter(listener => listener !== undefined);
    this.cronJob = new Job(this, 'Job', {
      image: own ?? imageOf(this, 'evidently'),
      schedule,
      activeDeadlineSeconds,
      retries: 3,
      command: ['python3', '-c', MONITOR],
      parts: action ? [action.job] : [],
      // The name of the job is the same over all retries of a run.
      env: { DO_NOT_TRACK: '1', HOME: '/tmp', MPLCONFIGDIR: '/tmp', RUN: { fieldPath: "metadata.labels['batch.kubernetes.io/job-name']" } },
      uses: [alias(reference.source, 'REFERENCE'), alias(current.source, 'CURRENT'), ...listeners],
      mounts: [{ volume: Volume.empty('tmp', '1Gi'), path: '/tmp' }, { volume: config, path: CONFIG, readOnly: true }],
      resources: withDefaults(props.resources, { cpu: '250m', memory: '1Gi' }),
    });
    const lateAfter = props.lateAfter === undefined ? 3 * periodOf(schedule) : secondsOf(props.lateAfter)!;
    this.metrics = pushgateway ? [metricsOf(this, {
      tool: 'evidently',
      job: this.job,
      model,
      rules: evidentlyRules(this.job, { drift, lateAfter }),
      dashboard: evidentlyDashboard(this.job, drift),
    })] : [];
  }
}
