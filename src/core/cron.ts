const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
/** The days that a month has at most. */
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const MACRO = /^@(hourly|daily|midnight|weekly|monthly|yearly|annually)$/;

interface Field {
  readonly least: number;
  readonly most: number;
  readonly names?: readonly string[];
}

/** The fields of a schedule as Kubernetes' own parser knows them (robfig/cron v3): a week has the days 0 to 6. */
const FIELDS: readonly Field[] = [
  { least: 0, most: 59 },
  { least: 0, most: 23 },
  { least: 1, most: 31 },
  { least: 1, most: 12, names: MONTHS },
  { least: 0, most: 6, names: WEEKDAYS },
];

/** Whether the text names a time zone, which cron knows and Kubernetes refuses. */
export function isZoned(text: string): boolean {
  return /^\s*(CRON_)?TZ=/.test(text);
}

/** Whether the text has the form of a schedule: a word for one, or five fields of numbers, names and signs. */
export function hasCronForm(text: string): boolean {
  return MACRO.test(text) || /^\s*[\w*?,/-]+(\s+[\w*?,/-]+){4}\s*$/.test(text);
}

/** Whether the text is a schedule that Kubernetes takes, and that comes round at all. */
export function isCron(text: string): boolean {
  if (MACRO.test(text)) return true;
  const words = text.trim().split(/\s+/);
  if (words.length !== FIELDS.length) return false;
  const fields = words.map((word, index) => valuesOf(word, FIELDS[index]));
  return fields.every(values => values !== undefined) && comesRound(words, fields);
}

/** Whether there is a day in one of the months; where a weekday is named too, either of them will do. */
function comesRound([, , , , weekday]: readonly string[], [, , days, months]: readonly (readonly number[] | undefined)[]): boolean {
  return !/^[*?]/.test(weekday) || months!.some(month => days!.some(day => day <= DAYS[month - 1]));
}

function valuesOf(word: string, field: Field): readonly number[] | undefined {
  const parts = word.split(',').map(part => rangeOf(part, field));
  return parts.every(values => values !== undefined) ? parts.flat() : undefined;
}

function rangeOf(part: string, { least, most, names }: Field): readonly number[] | undefined {
  const [, from, to, every] = /^([*?]|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(part) ?? [];
  if (from === undefined) return undefined;
  const named = (text: string) => names?.includes(text) ? names.indexOf(text) + least : NaN;
  const numberOf = (text: string) => /^\d{1,2}$/.test(text) ? Number(text) : named(text.toUpperCase());
  const any = /^[*?]$/.test(from);
  const step = every === undefined ? 1 : Number(every);
  const first = any ? least : numberOf(from);
  const last = to === undefined ? any || every !== undefined ? most : first : any ? NaN : numberOf(to);
  if (!(first >= least && last <= most && first <= last && step >= 1 && step <= most)) return undefined;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}
