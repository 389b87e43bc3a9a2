import { atLeast, Check, isToken, together, valid, VALIDATORS } from '../core';

/** What a pod that failed in a certain way means for its Job. */
export enum PodFailureAction {
  /** The Job fails at once. */
  FAIL_JOB = 'FailJob',
  /** The index fails at once, whatever `retriesPerIndex` says. */
  FAIL_INDEX = 'FailIndex',
  /** The pod is made again, and the failure counts for nothing. */
  IGNORE = 'Ignore',
  /** It counts as any other failure, and no further rule is read. */
  COUNT = 'Count',
}

/** A way in which pods fail, and what comes of it; one of `onExitCodes`, `onOtherExitCodes` and `onPodConditions`. */
export interface PodFailureRule {
  /** What comes of it. */
  readonly action: PodFailureAction;
  /** The main container ends with one of these codes, from 1 to 255. */
  readonly onExitCodes?: readonly number[];
  /** The main container fails with any code but these. */
  readonly onOtherExitCodes?: readonly number[];
  /** The pod has one of these conditions, such as `DisruptionTarget`: it was drained, evicted or preempted. */
  readonly onPodConditions?: readonly string[];
}

/** When a new pod takes the place of one that goes. */
export enum PodReplacementPolicy {
  /** As soon as the old one begins to end: both may run for a while. */
  TERMINATING_OR_FAILED = 'TerminatingOrFailed',
  /** Once the old one has ended. */
  FAILED = 'Failed',
}

/** Pods that are enough for the Job to succeed; those that still run are ended then. */
export interface SuccessRule {
  /**
   * Indexes that count, in order, such as `'0'` for the leader or `'0,2-4'`.
   *
   * @default all
   */
  readonly succeededIndexes?: string;
  /**
   * How many of them must have succeeded.
   *
   * @default all of them
   */
  readonly succeededCount?: number;
}

/** The most entries of a policy, of exit codes, and the codes of a process that fails. */
const MOST_RULES = 20;
const MOST_CODES = 255;

/** What must hold for a failure policy; `indexed` says that failures of an index can be told. */
export function podFailureChecks(rules: readonly PodFailureRule[] | undefined, indexed: boolean): Check[] {
  if (!Array.isArray(rules)) return [];
  const prop = 'podFailurePolicy';
  return [
    ...lengthOf(prop, rules, MOST_RULES),
    ...(rules as readonly Partial<PodFailureRule>[]).flatMap((rule, index) => failureCheck(`${prop}[${index}]`, rule ?? {}, indexed)),
  ];
}

function failureCheck(at: string, rule: Partial<PodFailureRule>, indexed: boolean): Check[] {
  const { action, onExitCodes, onOtherExitCodes, onPodConditions } = rule;
  const codes = Object.entries({ onExitCodes, onOtherExitCodes });
  const given = codes.flatMap(([name, list]) => Array.isArray(list) ? [[name, list] as const] : []);
  const ways = [onExitCodes, onOtherExitCodes, onPodConditions].filter(way => way !== undefined).length;
  return [
    [ways !== 1, at, undefined, ways === 0 ? 'it says of no failure' : 'it says of failures in several ways',
      'give one of onExitCodes, onOtherExitCodes and onPodConditions'],
    [action === PodFailureAction.FAIL_INDEX && !indexed, `${at}.action`, action, 'no index is tried by itself',
      'pass retriesPerIndex to an IndexedJob, or use PodFailureAction.FAIL_JOB'],
    ...given.flatMap(([name, list]) => [...lengthOf(`${at}.${name}`, list, MOST_CODES), ...codesOf(`${at}.${name}`, list)]),
    ...onPodConditions ? lengthOf(`${at}.onPodConditions`, onPodConditions, MOST_RULES) : [],
    ...(onPodConditions ?? []).map((condition, index) => valid(VALIDATORS.labelKey, `${at}.onPodConditions[${index}]`, condition)),
  ];
}

function codesOf(prop: string, codes: readonly number[]): Check[] {
  return codes.flatMap((code, index): Check[] => [
    [isToken(code), `${prop}[${index}]`, code, 'the codes are written in order', 'write it as a plain number'],
    [!isToken(code) && !(Number.isInteger(code) && code >= 1 && code <= 255), `${prop}[${index}]`, code,
      'no process fails with that code', 'use a whole number from 1 to 255'],
    [!isToken(code) && codes.indexOf(code) !== index, `${prop}[${index}]`, code, 'it is there twice', 'leave one out'],
  ]);
}

function lengthOf(prop: string, list: readonly unknown[], most: number): Check[] {
  return [
    [list.length === 0, prop, undefined, 'it is empty', 'name at least one, or leave it out'],
    [list.length > most, prop, undefined, `Kubernetes takes at most ${most}`, 'leave some out'],
  ];
}

/** A failure policy in Kubernetes' words; exit codes are those of the main container, and stand in order. */
export function podFailurePolicyOf(rules: readonly PodFailureRule[] | undefined, containerName: string): object | undefined {
  return rules && {
    rules: rules.map(({ action, onExitCodes, onOtherExitCodes, onPodConditions }) => {
      const values = onExitCodes ?? onOtherExitCodes;
      return {
        action,
        onExitCodes: values && { containerName, operator: onExitCodes ? 'In' : 'NotIn', values: [...values].sort((a, b) => a - b) },
        onPodConditions: onPodConditions?.map(type => ({ type, status: 'True' })),
      };
    }),
  };
}

/** What must hold for a success policy of that many pods. */
export function successChecks(rules: readonly SuccessRule[] | undefined, replicas: number): Check[] {
  if (!Array.isArray(rules)) return [];
  const prop = 'successPolicy';
  return [
    ...lengthOf(prop, rules, MOST_RULES),
    ...(rules as readonly SuccessRule[]).flatMap((rule, index): Check[] => {
      const { succeededIndexes, succeededCount } = rule ?? {};
      const [indexes, count] = [`${prop}[${index}].succeededIndexes`, `${prop}[${index}].succeededCount`];
      const listed = (text: unknown) => indexesOf(String(text)) ?? [];
      return [
        [succeededIndexes === undefined && succeededCount === undefined, `${prop}[${index}]`, undefined, 'it says of no pods',
          'give succeededIndexes, succeededCount or both'],
        [given => indexesOf(String(given)) === undefined, indexes, succeededIndexes,
          'it is no list of indexes in order', "write it as '0' or '0,2-4'"],
        atLeast(count, succeededCount, 1),
        together({ [indexes]: succeededIndexes, replicas },
          given => Math.max(-1, ...listed(given[indexes]).slice(-1)) >= Number(given.replicas),
          'there is no such pod', 'the last one is replicas - 1'),
        together({ [indexes]: succeededIndexes, [count]: succeededCount }, given => listed(given[indexes]).length > 0
          && Number(given[count]) > listed(given[indexes]).length, 'there are not that many', 'name more indexes, or ask for fewer'),
        together({ [count]: succeededCount, replicas }, given => Number(given[count]) > Number(given.replicas),
          'there are not that many pods', 'ask for fewer'),
      ];
    }),
  ];
}

/** The indexes of a list such as `0,2-4`, which must rise; undefined for what is none. */
function indexesOf(text: string): number[] | undefined {
  if (!/^\d{1,6}(-\d{1,6})?(,\d{1,6}(-\d{1,6})?)*$/.test(text)) return undefined;
  const parts = text.split(',').map(part => part.split('-').map(Number)).map(([first, last = first]) => [first, last] as const);
  if (!parts.every(([first, last], index) => first <= last && (index === 0 || first > parts[index - 1][1]))) return undefined;
  return parts.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, index) => first + index));
}
