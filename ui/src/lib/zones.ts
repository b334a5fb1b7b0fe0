// Days in a time zone: an export says since and until which day, and a day begins elsewhere at
// another moment. Rust gets moments; what a person types and reads are days.

/** The zone of this computer. */
export const localZone = (): string =>
  new Intl.DateTimeFormat('en', {}).resolvedOptions().timeZone || 'UTC';

/** All that this web view knows, the computer's own and UTC first. */
export function zones(): string[] {
  const first = [...new Set([localZone(), 'UTC'])];
  const known =
    typeof Intl.supportedValuesOf === 'function' ? Intl.supportedValuesOf('timeZone') : [];
  return [...first, ...known.filter((it) => !first.includes(it))];
}

function partsOf(at: number, zone: string): Record<string, number> {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  const parts = format.formatToParts(new Date(at * 1000));
  return Object.fromEntries(parts.map((it) => [it.type, Number(it.value)]));
}

/** How far the clocks of a zone are ahead of UTC at this moment, in seconds. */
function aheadOfUtc(at: number, zone: string): number {
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = partsOf(at, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - at;
}

function midnight(year: number, month: number, date: number, zone: string): number {
  const guess = Date.UTC(year, month - 1, date) / 1000;
  const once = guess - aheadOfUtc(guess, zone);
  // The clocks may have been changed between the two.
  return guess - aheadOfUtc(once, zone);
}

/** `2026-11-23` as the first or last second of that day in a zone; null when it is no day. */
export function momentOf(value: string, end: 'first' | 'last', zone: string): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value.trim());
  if (!match) return null;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  const day = new Date(Date.UTC(year, month - 1, date));
  if (day.getUTCMonth() !== month - 1 || day.getUTCDate() !== date) return null;
  return end === 'first'
    ? midnight(year, month, date, zone)
    : midnight(year, month, date + 1, zone) - 1;
}

/** The day on which a moment falls in a zone, for a date field. */
export function dayOf(at: number | null, zone: string): string {
  if (at === null) return '';
  const { year = 0, month = 1, day = 1 } = partsOf(at, zone);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
}
