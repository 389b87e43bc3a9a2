/** What text or a number of one kind must look like. */
export interface Format {
  /** Whether a value is not of that kind. */
  readonly fails: (value: string | number) => boolean;
  /** What is wrong then, such as 'it is not a Kubernetes quantity'. */
  readonly reason: string;
  /** What to write instead. */
  readonly remedy: string;
}

const QUANTITY = /^[+]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

/** An amount in Kubernetes' notation, such as `10Gi` or `500m`. */
export type Quantity = string;

/**
 * The kinds of text and numbers, by the names of the types that stand for them: a prop of type `Quantity` is held against `Quantity`
 * wherever it comes in.
 */
export const FORMATS: Readonly<Record<string, Format>> = {
  Quantity: {
    fails: value => !QUANTITY.test(String(value)),
    reason: 'it is not a Kubernetes quantity',
    remedy: "write it as '10Gi' (powers of two), '10G' (powers of ten) or '500m' (thousandths)",
  },
};
