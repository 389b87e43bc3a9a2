/** Entries in order, as many together as stay within a limit; one that is larger is alone. The first part is there even without any. */
export function partsOf<T>(entries: readonly T[], limit: number, sizeOf: (entry: T) => number): T[][] {
  const parts: T[][] = [[]];
  let size = 0;
  for (const entry of entries) {
    const own = sizeOf(entry);
    size += own;
    if (size > limit && parts[parts.length - 1].length > 0) {
      parts.push([]);
      size = own;
    }
    parts[parts.length - 1].push(entry);
  }
  return parts;
}
