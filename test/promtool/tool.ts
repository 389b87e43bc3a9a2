import { Chart } from 'cdk8s';
import { IMetricsTarget } from '../../src';

/** What comes out of a rule a minute after `at` for series with a value each minute: the labels of its alerts. */
export interface Case {
  readonly series: Record<string, string>;
  readonly at: string;
  readonly alerts: readonly Record<string, string>[];
}

/** What a room brings for monitoring, and how its rules behave. */
export interface Tool {
  /** The committed lists of what its servers expose. */
  readonly metrics: readonly string[];
  /** What each alert does; at least one case that fires and one that does not. */
  readonly cases: Record<string, Case[]>;
  /** Makes all of its targets in a chart of the namespace `ml`, one of each kind. */
  targets(scope: Chart): IMetricsTarget[];
}

/** Cases of an alert that nothing of a job is up. */
export const down = (job: string, labels: Record<string, string> = {}): Case[] => [
  { series: { [`up{job="${job}",instance="a"}`]: '0x30' }, at: '20m', alerts: [labels] },
  { series: { [`up{job="${job}",instance="a"}`]: '0x30', [`up{job="${job}",instance="b"}`]: '1x30' }, at: '20m', alerts: [] },
  { series: {}, at: '20m', alerts: [labels] },
];

/** Cases of an alert on a counter that grows. */
export const grows = (series: string, labels: Record<string, string> = {}): Case[] => [
  { series: { [series]: '0+1x30' }, at: '20m', alerts: [labels] }, { series: { [series]: '7x30' }, at: '20m', alerts: [] },
];

/** Cases of an alert on a value that is too high, or too low. */
export const crosses = (series: string, bad: number, good: number, labels: Record<string, string> = {}, at = '30m'): Case[] => [
  { series: { [series]: `${bad}x120` }, at, alerts: [labels] }, { series: { [series]: `${good}x120` }, at, alerts: [] },
];
