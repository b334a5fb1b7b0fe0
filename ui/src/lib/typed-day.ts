// Days that are typed: read and written in digits, in the order in which days are shown (format.ts).
// Inside the app a day is always `2026-11-23`.
import { here } from './format';

type Part = 'day' | 'month' | 'year';

const isPart = (type: string): type is Part =>
  type === 'day' || type === 'month' || type === 'year';

const options: Intl.DateTimeFormatOptions = {
  day: '2-digit',
  month: '2-digit',
  year: 'numeric',
  timeZone: 'UTC',
  numberingSystem: 'latn',
  calendar: 'gregory',
};

interface Way {
  order: Part[];
  separator: string;
}

/** How a place writes days, without what it puts around the digits: only what can be read again. */
function wayOf(locale: string): Way {
  const parts = new Intl.DateTimeFormat(locale, options).formatToParts(0);
  const between = parts.flatMap(({ type, value }) => (isPart(type) ? [] : value)).join('');
  return {
    order: parts.flatMap(({ type }) => (isPart(type) ? type : [])),
    separator: /[./-]/.exec(between)?.[0] ?? '/',
  };
}

/** `23/11/2026`; what is no day stays as it was typed. */
export function writeDay(day: string, locale = here()): string {
  if (timeOf(day) === null) return day;
  const [year = '', month = '', date = ''] = day.split('-');
  const { order, separator } = wayOf(locale);
  return order.map((part) => ({ year, month, day: date })[part]).join(separator);
}

/** A day to show how they are written, near today: after the 12th, which tells it from the month. */
export function exampleDay(today: string, locale = here()): string {
  return writeDay(`${today.slice(0, 8)}23`, locale);
}

/** The pattern to type by, such as `dd/mm/yyyy`, from the words for its parts. */
export function dayPattern(words: Record<Part, string>, locale = here()): string {
  const { order, separator } = wayOf(locale);
  return order.map((part) => words[part]).join(separator);
}

/** `2026-11-23` from what was typed; null when that is no day. */
export function readDay(typed: string, locale = here()): string | null {
  const numbers = typed.match(/\d+/g);
  if (numbers?.length !== 3 || /[^\d\s./-]/.test(typed)) return null;
  const order: Part[] = numbers[0]?.length === 4 ? ['year', 'month', 'day'] : wayOf(locale).order;
  const of = (part: Part): string => numbers[order.indexOf(part)] ?? '';
  const year = of('year').length === 2 ? `20${of('year')}` : of('year');
  const day = `${year}-${of('month').padStart(2, '0')}-${of('day').padStart(2, '0')}`;
  return timeOf(day) === null ? null : day;
}

/** The moment at which a day begins, in UTC; null for what is no day, such as 31 June. */
function timeOf(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const at = Date.parse(`${day}T00:00:00Z`);
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? null : at;
}
