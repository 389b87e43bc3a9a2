import { Check, hasUrlPassword } from '../core';

/** No URL in an object holds a password: whoever may read the object would have it, and each tool and client has a way by reference. */
export function passwordChecks(kind: string, body: Record<string, unknown>): Check[] {
  return pathsOf(body).map((path): Check => [true, `${path} of its ${kind}`, undefined, `it holds a URL with a password, which whoever may read the ${kind} would see`,
    'leave the password out of the URL, and pass it by reference, such as by SecretValue.fromSecret(…) or as $(NAME) of a variable from a Secret']);
}

/** Where URLs with passwords stand. */
function pathsOf(value: unknown): string[] {
  if (typeof value === 'string') return hasUrlPassword(value) ? [''] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => pathsOf(item).map(path => path === '' ? key : `${key}.${path}`));
}
