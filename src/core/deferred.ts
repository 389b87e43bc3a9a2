/** Why a value that is not there yet cannot be taken, and what to write instead. */
export type Deferral = readonly [reason: string, remedy: string];

const COMPONENT = "or take the component of 'mlops-constructs/pulumi'";
const OUTPUT: Deferral = ['it is an Output, whose value is not known yet', `write asString(…) or asNumber(…) around it, ${COMPONENT}`];
const PROMISE: Deferral = ['it is a promise, whose value is not known yet', `await it first, ${COMPONENT}`];

/**
 * What is said of a value that is not there yet: a promise whose `await` was forgotten, an Output of Pulumi where none is taken, or
 * one of them written as text; undefined of any other. Constructs take what is known, and the components of Pulumi put tokens in the
 * place of the rest.
 */
export function deferral(value: unknown): Deferral | undefined {
  if (typeof value === 'string') {
    if (value.includes('Calling [toString] on an [Output<T>]')) return OUTPUT;
    return value.includes('[object Promise]') ? PROMISE : undefined;
  }
  if (isOutput(value)) return OUTPUT;
  return isPromise(value) ? PROMISE : undefined;
}

/** The same in one text. */
export function deferred(value: unknown): string | undefined {
  return deferral(value)?.join(': ');
}

/** What is said of all such values within another, each with its path. */
export function deferredIn(value: unknown, path = ''): string[] {
  const finding = deferred(value);
  if (finding !== undefined) return [`${path}: ${finding}`];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => deferredIn(item, `${path}/${key}`)) : [];
}

/** Whether a value is one that comes later, and not text made of it. */
export function isDeferred(value: unknown): boolean {
  return isOutput(value) || isPromise(value);
}

/** Whether a value is a promise. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && !isOutput(value) && typeof (value as { then?: unknown }).then === 'function';
}

/** Whether a value is an Output. */
export function isOutput(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}
