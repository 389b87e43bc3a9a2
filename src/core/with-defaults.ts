/** Those fields of `T` that `D` has stay, whatever was left out. */
export type WithDefaults<T, D> = Omit<T, keyof D> & Required<Pick<T, keyof D & keyof T>>;

/**
 * Options laid over defaults, field by field: a field that is left out, or undefined, is the default's. An option object that has defaults
 * comes through here, so that one field of it never takes the defaults of the others away.
 */
export function withDefaults<T extends object, D extends Partial<T>>(options: T | undefined, defaults: D): WithDefaults<T, D> {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as unknown as WithDefaults<T, D>;
}
