// Days that are typed, in the orders of several places.
import { expect, test } from 'vitest';
import { dayPattern, readDay, writeDay } from './typed-day';

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
