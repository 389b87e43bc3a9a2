import { mapString } from './tokens';

const FACTORS: Record<string, number> = { m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 };
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];

/** The number that a Kubernetes quantity such as `10Gi` stands for; NaN when it is none. */
export function numberOf(quantity: string): number {
  const [, digits, suffix] = /^\+?([\d.]+(?:[eE][+-]?\d+)?)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = suffix === '' ? 1 : FACTORS[suffix] ?? 1024 ** (BINARY.indexOf(suffix) + 1 || NaN);
  return Number(digits) * factor;
}

/** The sum of quantities of bytes, rounded up to whole `Mi` and in the form that the API server stores. */
export function sumOf(quantities: readonly string[]): string {
  return mapString(JSON.stringify(quantities), text => {
    const bytes = (JSON.parse(text) as unknown[]).reduce<number>((sum, quantity) => sum + numberOf(String(quantity)), 0);
    return binary(Math.ceil(bytes / 1024 ** 2), 1);
  });
}

function binary(number: number, suffix: number): string {
  return number % 1024 === 0 && suffix < BINARY.length - 1 ? binary(number / 1024, suffix + 1) : `${number}${BINARY[suffix]}`;
}
