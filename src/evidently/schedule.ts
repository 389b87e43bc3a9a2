const HOUR = 3600;
const DAY = 24 * HOUR;
const NAMED: Record<string, number> = {
  '@hourly': HOUR, '@daily': DAY, '@midnight': DAY, '@weekly': 7 * DAY, '@monthly': 31 * DAY, '@yearly': 366 * DAY, '@annually': 366 * DAY,
};

/** The seconds that can at most lie between two runs of a cron schedule; at times somewhat more than do. */
export function periodOf(schedule: string): number {
  const [minute, hour, day, month, weekday] = schedule.trim().split(/\s+/);
  if (schedule in NAMED) return NAMED[schedule];
  if (month !== '*') return 366 * DAY;
  if (day !== '*') return 31 * DAY;
  if (weekday !== '*') return 7 * DAY;
  if (hour !== '*') return stepOf(hour, HOUR) ?? DAY;
  return minute === '*' ? 60 : stepOf(minute, 60) ?? HOUR;
}

function stepOf(field: string, unit: number): number | undefined {
  const step = /^\*\/(\d+)$/.exec(field)?.[1];
  return step === undefined ? undefined : Number(step) * unit;
}
