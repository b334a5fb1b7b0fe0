// Days that are typed, in the orders of several places.
import { afterEach, expect, test, vi } from 'vitest';
import { localeFor } from './format';
import { dayPattern, exampleDay, readDay, writeDay } from './typed-day';

afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

const words = { day: 'dd', month: 'mm', year: 'yyyy' };

test('a day is asked for and written in the order of the place', () => {
  expect(dayPattern(words, 'en-GB')).toBe('dd/mm/yyyy');
  expect(dayPattern(words, 'en-US')).toBe('mm/dd/yyyy');
  expect(writeDay('2026-11-03', 'en-GB')).toBe('03/11/2026');
  expect(writeDay('2026-11-03', 'en-US')).toBe('11/03/2026');
  expect(writeDay('soon', 'en-US')).toBe('soon');
});

test('what is typed is read in that order, and years first anywhere', () => {
  expect(readDay('3/11/2026', 'en-GB')).toBe('2026-11-03');
  expect(readDay('3/11/2026', 'en-US')).toBe('2026-03-11');
  expect(readDay('3.11.26', 'en-GB')).toBe('2026-11-03');
  expect(readDay('2026-11-03', 'en-US')).toBe('2026-11-03');
});

test('what is no day is not taken for one', () => {
  for (const typed of ['', '3/11', '31/6/2026', '3 Nov 2026', '13/13/2026', '1/2/3/4']) {
    expect(readDay(typed, 'en-GB')).toBeNull();
  }
});

test('the order is that of the person’s place, whatever their language', () => {
  const typedIn = (languages: string[]) => readDay('3.11.2026', localeFor('en', languages));
  expect(typedIn(['de-DE', 'en-US'])).toBe('2026-11-03');
  expect(typedIn(['he-IL', 'en-US'])).toBe('2026-11-03');
  expect(typedIn(['ru-RU', 'en-US'])).toBe('2026-11-03');
  expect(typedIn(['en-US', 'de-DE'])).toBe('2026-03-11');
  expect(typedIn([])).toBe('2026-11-03');
  expect(typedIn(['no locale'])).toBe('2026-11-03');
});

test('a day is typed in the order in which it is shown', async () => {
  for (const [languages, shown, typed] of [
    [['de-DE', 'en-US'], '23 Nov 2026', '23/11/2026'],
    [['en-US', 'de-DE'], 'Nov 23, 2026', '11/23/2026'],
  ] as const) {
    vi.stubGlobal('navigator', { languages });
    vi.resetModules();
    const [format, days] = await Promise.all([import('./format'), import('./typed-day')]);
    expect(format.day(new Date(2026, 10, 23).getTime() / 1000)).toBe(shown);
    expect(days.writeDay('2026-11-23')).toBe(typed);
  }
});

test('what is written is digits, and can be read again', () => {
  for (const locale of ['ar-EG', 'bg-BG', 'fa-IR', 'hr-HR', 'ja-JP', 'ko-KR', 'sv-SE', 'th-TH']) {
    const written = writeDay('2026-11-03', locale);
    expect(written).toMatch(/^\d+([./-])\d+\1\d+$/);
    expect(readDay(written, locale)).toBe('2026-11-03');
  }
});

test('the example tells the day from the month', () => {
  expect(exampleDay('2026-11-05', 'en-GB')).toBe('23/11/2026');
  expect(exampleDay('2026-02-28', 'en-US')).toBe('02/23/2026');
});
