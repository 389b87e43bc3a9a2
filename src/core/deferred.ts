/**
 * What is said of a value that is not there yet: a promise whose `await` was forgotten, an Output of Pulumi where none is taken, or
 * one of them written as text; undefined of any other. Constructs take what is known, and the components of Pulumi put tokens in the
 * place of the rest.
 */
export function deferred(value: unknown): string | undefined {
  if (isOutput(value) || (typeof value === 'string' && value.includes('Calling [toString] on an [Output<T>]'))) {
    return "it is an Output, whose value is not known yet: write asString(…) or asNumber(…) around it, or take the component of 'mlops-constructs/pulumi'";
  }
  if (isPromise(value) || (typeof value === 'string' && value.includes('[object Promise]'))) {
    return "it is a promise, whose value is not known yet: await it first, or take the component of 'mlops-constructs/pulumi'";
  }
  return undefined;
}

/** What is said of all such values within another, each with its path. */
export function deferredIn(value: unknown, path = ''): string[] {
  const finding = deferred(value);
  if (finding !== undefined) return [`${path}: ${finding}`];
  return typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, item]) => deferredIn(item, `${path}/${key}`)) : [];
}

/** Whether a value is a promise. */
export function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && !isOutput(value) && typeof (value as { then?: unknown }).then === 'function';
}

function isOutput(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (value as { __pulumiOutput?: unknown }).__pulumiOutput === true;
}
