// Numbers and points in time as people of this place write them. Sentences around them are in
// messages/; nothing here says a word of its own.

/** Plain English: for places whose habits are not known. */
const plain = 'en-GB';

/**
 * The interface's language as it is written where the person is, so that words and dates do not mix
 * two languages, and days are shown in the order in which they are typed there.
 */
export function localeFor(language: string, preferred: readonly string[]): string {
  const region = regionOf(preferred[0]);
  if (region === null) {
    return preferred.find((locale) => locale.split('-')[0] === language) ?? plain;
  }
  const own = `${language}-${region}`;
  // Where it is not known, what is written instead is what is usual in the United States.
  return new Intl.NumberFormat(own).resolvedOptions().locale === own ? own : plain;
}

function regionOf(locale: string | undefined): string | null {
  if (locale === undefined) return null;
  try {
    return new Intl.Locale(locale).region ?? null;
  } catch {
    // What some systems call a locale is none.
    return null;
  }
}

/** Made when it is first needed: making one takes as long as drawing several rows. */
function lazy<Formatter>(make: () => Formatter): () => Formatter {
  let made: Formatter | undefined;
  return () => (made ??= make());
}

/** How days are written here, shown and typed. */
export const here = lazy(() =>
  localeFor('en', typeof navigator === 'undefined' ? [] : navigator.languages),
);

const dates = (options: Intl.DateTimeFormatOptions) =>
  lazy(() => new Intl.DateTimeFormat(here(), options));

/** Grouped as in the sentences that Rust writes: 1.204 beside 1,204 would be another number. */
const numbers = lazy(() => new Intl.NumberFormat('en'));
const days = dates({ day: 'numeric', month: 'short', year: 'numeric' });
const daysOfYear = dates({ day: 'numeric', month: 'short' });
const longDays = dates({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
const times = dates({ hour: '2-digit', minute: '2-digit' });
const exact = dates({ dateStyle: 'medium', timeStyle: 'medium' });

const date = (at: number): Date => new Date(at * 1000);

/** 1,204 */
export const number = (value: number): string => numbers().format(value);
/** 3 Mar 2025 */
export const day = (at: number): string => days().format(date(at));
/** 14:28 */
export const time = (at: number): string => times().format(date(at));
/** 3 Mar 2025, 14:28:07 */
export const exactly = (at: number): string => exact().format(date(at));
/** Friday, 3 March 2025 */
export const longDay = (at: number): string => longDays().format(date(at));
/** 2026-11-23T14:28:07.000Z, for machines that read the page */
export const machine = (at: number): string => date(at).toISOString();

/** 12 Nov in the running year, else 12 Nov 2025. */
export function shortDay(at: number, now: number): string {
  const sameYear = date(at).getFullYear() === date(now).getFullYear();
  return (sameYear ? daysOfYear : days)().format(date(at));
}

/** The first second of the day, in the person's own time zone. */
export function startOfDay(at: number): number {
  const start = date(at);
  start.setHours(0, 0, 0, 0);
  return Math.floor(start.getTime() / 1000);
}

export type Age =
  { unit: 'now' } | { unit: 'minutes' | 'hours'; count: number } | { unit: 'today' | 'earlier' };

/** How long ago something was, in the coarsest words that are still useful. */
export function age(at: number, now: number): Age {
  const seconds = Math.max(0, now - at);
  if (seconds < 60) return { unit: 'now' };
  if (seconds < 3600) return { unit: 'minutes', count: Math.floor(seconds / 60) };
  if (seconds < 6 * 3600) return { unit: 'hours', count: Math.floor(seconds / 3600) };
  return { unit: startOfDay(at) === startOfDay(now) ? 'today' : 'earlier' };
}

/** A whole number of per cent, never 100 before the end. */
export function percent(done: number, total: number): number {
  if (total <= 0) return 0;
  const exactPercent = (done / total) * 100;
  return done >= total ? 100 : Math.min(99, Math.floor(exactPercent));
}
