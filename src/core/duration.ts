import { Check } from './construct-error';

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600 };

/** The whole seconds of a duration, such as 30, '30', '90s', '5m' or '1h30m'; undefined when it is none. */
export function secondsOf(text: string | number): number | undefined {
  if (/^\d+$/.test(String(text))) return Number(text);
  if (!/^(\d+[hms])+$/.test(String(text))) return undefined;
  return [...String(text).matchAll(/(\d+)([hms])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit], 0);
}

/** The prop, when given, must be a duration of at least a second. */
export function duration(prop: string, value: string | number | undefined): Check {
  return [given => !((secondsOf(given as string) ?? 0) >= 1), prop, value, 'it is not a duration', "write seconds, or '30s', '5m' or '1h'"];
}
