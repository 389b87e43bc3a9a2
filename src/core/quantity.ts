const FACTORS: Record<string, number> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The number that a Kubernetes quantity such as `10Gi` stands for; NaN when it is none. */
export function numberOf(quantity: string): number {
  const [, digits, suffix] = /^\+?([\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = suffix === '' ? 1 : FACTORS[suffix] ?? 1024 ** (BINARY.indexOf(suffix) + 1 || NaN);
  return Number(digits) * factor;
}
