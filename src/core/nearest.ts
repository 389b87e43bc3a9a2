/** The name that was most likely meant; undefined when none is near. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const ranked = names.map(name => ({ name, distance: distanceOf(given.toLowerCase(), name.toLowerCase()) }));
  const [best] = ranked.sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, given.length / 3) ? best.name : undefined;
}

/** The name that was meant when one letter is wrong, missing or too many; undefined when there is none. */
export function slipOf(given: string, names: readonly string[]): string | undefined {
  return names.find(name => lettersBetween(given.toLowerCase(), name.toLowerCase()) <= 1);
}

/** How many letters differ; a name that begins with the other, as `mem` and `memory`, is as near as one wrong letter. */
function distanceOf(a: string, b: string): number {
  if (a !== b && Math.min(a.length, b.length) > 2 && (a.startsWith(b) || b.startsWith(a))) return 1;
  return lettersBetween(a, b);
}

function lettersBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(a[i - 1] !== b[j - 1])));
    row = next;
  }
  return row[b.length];
}
