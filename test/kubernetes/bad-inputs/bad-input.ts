import { Construct } from 'constructs';

/** Values that a prop cannot have, and what is said of each. */
export interface BadInputs {
  /** The construct or factory. */
  readonly of: string;
  /** Makes it below a scope under the id `It`, with a value in the prop. */
  readonly make: (scope: Construct, value: any) => unknown;
  /**
   * Path of the construct that speaks, below the chart.
   *
   * @default 'It'
   */
  readonly at?: string;
  /** The prop, or the place in the object, as messages name it. */
  readonly prop: string;
  /** Reason and remedy, as messages write them. */
  readonly says: string;
  /**
   * Reason and remedy where the value is an Output, whose type is not known before.
   *
   * @default the same
   */
  readonly saysLate?: string;
  /** The values. */
  readonly values: readonly unknown[];
  /**
   * Whether the same is said of an Output, once its value is known.
   *
   * @default true
   */
  readonly late?: boolean;
}

/** What of a value stands in a message. */
export function shown(value: unknown): string {
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'string' ? `'${value}'` : String(value);
}
