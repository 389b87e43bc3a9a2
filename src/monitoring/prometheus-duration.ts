import { Check } from '../core';

const DURATION = /^(?=\d)(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;
const SECONDS = [31_536_000, 604_800, 86_400, 3600, 60, 1];

/** The seconds of a duration in Prometheus' notation, such as `5m` or `1d12h`; undefined when it is none. */
export function prometheusSeconds(text: string): number | undefined {
  const counts = DURATION.exec(text)?.slice(1);
  return counts?.reduce((sum, count, index) => sum + Number(count ?? 0) * SECONDS[index], 0);
}

/** The prop, when given, must be a duration in Prometheus' notation of at least a second. */
export function prometheusDuration(prop: string, value: string | undefined): Check {
  const remedy = "write it as '5m', '12h', '15d' or '1d12h'";
  return [text => !(prometheusSeconds(String(text))! >= 1), prop, value, "it is not a duration in Prometheus' notation", remedy];
}
