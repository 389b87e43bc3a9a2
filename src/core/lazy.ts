/** Why no Lazy of cdk8s can be taken, and what to write instead. */
export const LAZY = ['it is a Lazy, which has a value only after names and digests are made', 'pass the value itself'] as const;

/** Whether a value is a Lazy of cdk8s, of whichever copy of the package. */
export function isLazy(value: unknown): boolean {
  return typeof value === 'object' && value !== null && typeof (value as { produce?: unknown }).produce === 'function';
}
