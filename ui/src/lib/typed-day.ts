// Days that are typed: read and written in the order in which people of this place write them.
// Inside the app a day is always `2026-11-23`.
import { localeFor } from './format';

type Part = 'day' | 'month' | 'year';

const isPart = (type: string): type is Part =>
  type === 'day' || type === 'month' || type === 'year';

const written = (locale: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat(locale, {
    day: '2-digit',
    month: '2-digit',
    year: 'numeric',
    timeZone: 'UTC',
    numberingSystem: 'latn',
    calendar: 'gregory',
  });

const here = (): string =>
  localeFor('en', typeof navigator === 'undefined' ? [] : navigator.languages);

/** `23/11/2026`; what is no day stays as it was typed. */
export function writeDay(day: string, locale = here()): string {
  const at = timeOf(day);
  return at === null ? day : written(locale).format(at);
}

/** The pattern to type by, such as `dd/mm/yyyy`, from the words for its parts. */
export function dayPattern(words: Record<Part, string>, locale = here()): string {
  return written(locale)
    .formatToParts(0)
    .map(({ type, value }) => (isPart(type) ? words[type] : value))
    .join('');
}

/** `2026-11-23` from what was typed; null when that is no day. */
export function readDay(typed: string, locale = here()): string | null {
  const numbers = typed.match(/\d+/g);
  if (numbers?.length !== 3 || /[^\d\s./-]/.test(typed)) return null;
  const order: Part[] =
    numbers[0]?.length === 4
      ? ['year', 'month', 'day']
      : written(locale)
          .formatToParts(0)
          .flatMap(({ type }) => (isPart(type) ? type : []));
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
