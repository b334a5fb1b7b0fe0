// The small pure functions, each with the cases that have a reason to exist.
import { describe, expect, test } from 'vitest';
import { columnsFor, columnsFrom, moved, roomFor, template } from './columns';
import { t } from '../messages';
import { age, day, localeFor, percent } from './format';
import { ariaKeys, keycaps, matches } from './keys';
import {
  asksFor,
  datePresets,
  dayField,
  hasFilters,
  plainQuery,
  sameQuestion,
  secondsOfDay,
  withoutFilters,
} from './query';
import { rangeWord } from './query-words';
import { between, moveBy } from './range';
import { openable, sideBySide } from './website';
import { highlight, wordsMatch } from './words-match';

const key = (
  name: string,
  held: Partial<Record<'ctrl' | 'meta' | 'shift' | 'alt', boolean>> = {},
  code = '',
) => ({
  key: name,
  code,
  ctrlKey: held.ctrl ?? false,
  metaKey: held.meta ?? false,
  shiftKey: held.shift ?? false,
  altKey: held.alt ?? false,
});

test('a range of days is called by its preset, or by its days', () => {
  const presets = datePresets(1_800_000_000);
  const [first] = presets;
  if (!first) throw new Error('there are no presets');
  expect(rangeWord(first.from, first.to, presets)).toBe(t('created-7-days'));
  // The preset of yesterday is none of today's, and still says what it is.
  const from = first.from - 86_400;
  expect(rangeWord(from, null, presets)).toBe(t('created-from', { from: day(from) }));
  expect(rangeWord(null, null, presets)).toBe('');
});

test('a question asks for a part of it, lists in any order', () => {
  const query = { kinds: ['a', 'b'], person: null, text: 'x' };
  expect(asksFor(query, { kinds: ['b', 'a'] })).toBe(true);
  expect(asksFor(query, { kinds: ['a'] })).toBe(false);
  expect(asksFor(query, { kinds: [] })).toBe(false);
  expect(asksFor(query, { person: null, text: 'x' })).toBe(true);
  expect(asksFor(query, { person: null, text: 'y' })).toBe(false);
});

describe('moving through a list', () => {
  test('stops at both ends', () => {
    expect(moveBy('ArrowUp', 0, 10, 5)).toBe(0);
    expect(moveBy('PageDown', 8, 10, 5)).toBe(9);
    expect(moveBy('End', 0, 10, 5)).toBe(9);
  });
  test('ignores keys that do not move, and empty lists', () => {
    expect(moveBy('a', 3, 10, 5)).toBeNull();
    expect(moveBy('ArrowDown', 0, 0, 5)).toBeNull();
  });
  test('a range holds both of its ends, in either direction', () => {
    expect(between(7, 3)).toEqual({ first: 3, end: 8 });
    expect(between(3, 7)).toEqual({ first: 3, end: 8 });
  });
});

describe('shortcuts', () => {
  test('mean Ctrl on Windows and Linux, and the command key on a Mac', () => {
    expect(matches(key('k', { ctrl: true }), 'mod+k', false)).toBe(true);
    expect(matches(key('k', { meta: true }), 'mod+k', false)).toBe(false);
    expect(matches(key('k', { meta: true }), 'mod+k', true)).toBe(true);
  });
  test('do not fire with another modifier held', () => {
    expect(matches(key('k', { ctrl: true, shift: true }), 'mod+k', false)).toBe(false);
    expect(matches(key('C', { ctrl: true, shift: true }), 'mod+shift+c', false)).toBe(true);
  });
  test('work on layouts without Latin letters, by where the key lies', () => {
    expect(matches(key('ל', { ctrl: true }, 'KeyK'), 'mod+k', false)).toBe(true);
    expect(matches(key('Л', { meta: true, shift: true }, 'KeyK'), 'mod+shift+k', true)).toBe(true);
    expect(matches(key('ن', { ctrl: true }, 'KeyK'), 'mod+b', false)).toBe(false);
    expect(matches(key('ת', { ctrl: true }, 'Comma'), 'mod+,', false)).toBe(true);
  });
  test('mean what is written on the key where a layout has Latin letters elsewhere', () => {
    expect(matches(key('t', { ctrl: true }, 'KeyK'), 'mod+k', false)).toBe(false);
  });
  test('with a digit mean its key, also where that writes something else', () => {
    expect(matches(key('&', { ctrl: true }, 'Digit1'), 'mod+1', false)).toBe(true);
    expect(matches(key('١', { ctrl: true }, 'Digit1'), 'mod+1', false)).toBe(true);
  });
  test('are shown as they stand on the keys', () => {
    expect(keycaps('mod+shift+c', false)).toEqual(['Ctrl', 'Shift', 'C']);
    expect(keycaps('mod+enter', true)).toEqual(['⌘', 'Enter']);
    expect(ariaKeys('mod+f', false)).toBe('Control+F');
  });
});

describe('questions', () => {
  test('are the same when only the order of statuses or blanks around the text differ', () => {
    const one = { ...plainQuery(['active', 'blocked']), text: 'acme ' };
    const other = { ...plainQuery(['blocked', 'active']), text: 'acme' };
    expect(sameQuestion(one, other)).toBe(true);
    expect(sameQuestion(one, { ...other, onlyChanged: true })).toBe(false);
  });
  test('lose their filters but keep text, statuses and order', () => {
    const query = { ...plainQuery(['removed']), text: 'acme', label: 'Q1', onlyChanged: true };
    expect(hasFilters(query)).toBe(true);
    const plain = withoutFilters(query);
    expect(hasFilters(plain)).toBe(false);
    expect(plain).toMatchObject({ text: 'acme', statuses: ['removed'] });
  });
  test('a day goes into a date field and comes back as its first and last second', () => {
    const first = secondsOfDay('2026-03-29', 'first');
    const last = secondsOfDay('2026-03-29', 'last');
    expect(dayField(first)).toBe('2026-03-29');
    expect(dayField(last)).toBe('2026-03-29');
    expect(secondsOfDay('soon', 'first')).toBeNull();
    expect(dayField(null)).toBe('');
  });
  test('the presets of dates end with the day, not with the moment', () => {
    const now = Math.floor(new Date(2026, 10, 23, 14, 32).getTime() / 1000);
    const week = datePresets(now).find((it) => it.id === 'last7Days');
    expect(dayField(week?.from ?? 0)).toBe('2026-11-17');
    expect(dayField(week?.to ?? 0)).toBe('2026-11-23');
  });
});

describe('columns', () => {
  test('kept ones come back in their order, with new ones behind and the name in front', () => {
    const columns = columnsFrom([
      { column: 'createdAt', widthPx: 5000, shown: true },
      { column: 'name', widthPx: null, shown: false },
    ]);
    expect(columns[0]).toEqual({ column: 'name', widthPx: null, shown: true });
    expect(columns[1]).toEqual({ column: 'createdAt', widthPx: 640, shown: true });
    expect(columns).toHaveLength(9);
  });
  test('move by one place, but never before the name', () => {
    const columns = columnsFrom([]);
    expect(moved(columns, 'id', -1)).toBe(columns);
    expect(
      moved(columns, 'id', 1)
        .map((it) => it.column)
        .slice(0, 3),
    ).toEqual(['name', 'status', 'id']);
  });
  test('name and status stay however narrow the list is', () => {
    const shown = (width: number) =>
      columnsFor(columnsFrom([]), roomFor(width)).map((it) => it.column);
    expect(shown(500)).toEqual(['name', 'status']);
    expect(shown(697)).toEqual(['name', 'id', 'status', 'createdAt']);
    expect(shown(1080)).toHaveLength(6);
  });
  test('a width that was chosen is used where there is room for it', () => {
    const columns = columnsFrom([{ column: 'id', widthPx: 120, shown: true }]);
    expect(template(columnsFor(columns, 'wide'), 'wide')).toContain('120px');
  });
});

describe('words and numbers', () => {
  test('words match in any order, blind to case and accents', () => {
    expect(wordsMatch('Théâtre Numérique de Lyon', 'lyon numer')).toBe(true);
    expect(wordsMatch('Théâtre Numérique', 'lyon')).toBe(false);
  });
  test('a hit is cut out only where the letters line up', () => {
    expect(highlight('Acme Robotics', 'acme')).toEqual([
      { text: 'Acme', hit: true },
      { text: ' Robotics', hit: false },
    ]);
    expect(highlight('Théâtre', 'tre')).toEqual([
      { text: 'Théâ', hit: false },
      { text: 'tre', hit: true },
    ]);
  });
  test('one hundred per cent is only said at the end', () => {
    expect(percent(999, 1000)).toBe(99);
    expect(percent(1000, 1000)).toBe(100);
    expect(percent(0, 0)).toBe(0);
  });
  test('how long ago is said coarsely', () => {
    const now = Math.floor(new Date(2026, 10, 23, 14, 32).getTime() / 1000);
    expect(age(now - 20, now)).toEqual({ unit: 'now' });
    expect(age(now - 130, now)).toEqual({ unit: 'minutes', count: 2 });
    expect(age(now - 7200, now)).toEqual({ unit: 'hours', count: 2 });
    expect(age(now - 40 * 3600, now)).toEqual({ unit: 'earlier' });
    expect(age(now + 99, now)).toEqual({ unit: 'now' });
  });
  test('dates follow the person’s place, in the language of the interface', () => {
    expect(localeFor('en', ['de-DE', 'en-US'])).toBe('en-DE');
    expect(localeFor('en', ['en-IL', 'he'])).toBe('en-IL');
    expect(localeFor('en', ['en-US'])).toBe('en-US');
    // Nobody says how English is written there: not as in the United States.
    expect(localeFor('en', ['ru-RU', 'en-US'])).toBe('en-GB');
    expect(localeFor('en', ['es-419'])).toBe('en-GB');
    // Without a place, the first that speaks the language.
    expect(localeFor('en', ['de', 'en-US'])).toBe('en-US');
    expect(localeFor('en', ['de'])).toBe('en-GB');
    expect(localeFor('en', ['C'])).toBe('en-GB');
  });
});

describe('websites', () => {
  test('stand side by side without the beginning that nearly all have', () => {
    expect(sideBySide('https://a.example', 'HTTPS://b.example')).toEqual([
      'a.example',
      'b.example',
    ]);
    // What differs stays in sight.
    expect(sideBySide('http://a.example', 'https://a.example')).toEqual([
      'http://a.example',
      'https://a.example',
    ]);
    expect(sideBySide('a.example', 'https://a.example')).toEqual([
      'a.example',
      'https://a.example',
    ]);
    expect(sideBySide('a.example', 'https://b.example')).toEqual(['a.example', 'b.example']);
    expect(sideBySide('', 'https://a.example')).toEqual(['', 'a.example']);
    expect(sideBySide('https://', 'https://a.example')).toEqual(['https://', 'https://a.example']);
  });
  test('get a scheme when they have none', () => {
    expect(openable('www.acme.example/path')).toBe('https://www.acme.example/path');
    expect(openable('acme.example:8443')).toBe('https://acme.example:8443/');
  });
  test('are refused when a browser should not open them', () => {
    expect(openable('javascript:alert(1)')).toBeNull();
    expect(openable('file:///etc/passwd')).toBeNull();
    expect(openable('call us')).toBeNull();
    expect(openable('')).toBeNull();
  });
});
