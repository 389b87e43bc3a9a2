import { DataFormat } from './data-source';
import type { EvidentlyMonitorProps } from './evidently-monitor';
import { EvidentlyReport } from './evidently-report';
import { Check, cron, DatabaseEngine, duration, IDataSource, isToken, notBlank } from '../core';

/** What is known of a monitor once its defaults are in place. */
interface Known {
  readonly schedule: string;
  readonly driftThreshold: number;
  readonly report: EvidentlyReport;
  /** Whether the report tells of drift. */
  readonly drift: boolean;
  /** The image, where it is not the catalog's. */
  readonly ownImage?: string;
}

/** What must hold for a monitor, beside the shape of its props. */
export function monitorChecks(props: EvidentlyMonitorProps, { schedule, driftThreshold, report, drift, ownImage }: Known): Check[] {
  const { reference, current, onDrift, service, pushgateway, project, model, lateAfter } = props;
  return [
    ...sourceChecks('reference', reference, ownImage), ...sourceChecks('current', current, ownImage),
    ...report.checks(), ...onDrift?.checks() ?? [],
    [share => !(Number(share) > 0 && Number(share) <= 1), 'driftThreshold', driftThreshold, 'it is not a share of the columns',
      'use more than 0 and at most 1'],
    ...cron('schedule', schedule), notBlank('model', model), notBlank('project', project), duration('lateAfter', lateAfter),
    [isToken(lateAfter), 'lateAfter', lateAfter, 'the alert is written before anything is deployed',
      "write it as plain text, such as '3h'"],
    [isToken(schedule) && lateAfter === undefined, 'lateAfter', undefined, 'it would follow from schedule, which is an Output',
      "write it, such as '3h'"],
    [project !== undefined && !service, 'project', project, 'there is no service that has projects', 'pass service, or leave project out'],
    [onDrift !== undefined && !drift, 'onDrift', undefined, 'a summary tells of no drift',
      'use EvidentlyReport.dataDrift(), or leave onDrift out'],
    [!service && !pushgateway && !onDrift, 'pushgateway', undefined, 'nobody would hear of the result',
      'pass pushgateway, service or onDrift'],
  ];
}

function sourceChecks(prop: string, { source, description }: IDataSource, image: string | undefined): Check[] {
  const remedy = 'build images/evidently/Dockerfile of mlops-constructs and pass it as image, or as evidently to Settings';
  if (description.type === 'query') {
    return [
      notBlank(`${prop}.query`, description.query),
      [image === undefined && description.engine === DatabaseEngine.MYSQL, 'image', undefined,
        `Evidently's own image has no PyMySQL, with which it would read ${prop}`, remedy],
    ];
  }
  const { uri, format } = description;
  const keyless = !('AWS_SECRET_ACCESS_KEY' in (source.connection.env ?? {}));
  return [
    [text => !/^s3:/.test(String(text)), prop, uri, 'objects are read from S3 alone', 'pass an object of a Bucket, or of Bucket.fromS3(…)'],
    [text => !/^\w+:\/\/[^/]+\/./.test(String(text)), prop, uri, 'the key is blank',
      "write the object's name in the bucket, such as 'reference.parquet'"],
    [text => !Object.values<string>(DataFormat).includes(String(text)), prop, format, `the key does not tell how ${uri} is written`,
      'let the key end in .csv, .parquet or .jsonl, or pass { format: DataFormat.CSV }'],
    [image === undefined && keyless, 'image', undefined,
      `Evidently's own image has no s3fs, with which it would read ${prop} without keys`, remedy],
  ];
}
