// Where a dragged line goes.
import { describe, expect, test } from 'vitest';
import { gapAt, intoGap, pullAt, staysAt } from './reorder';

const lines = [0, 1, 2].map((it) => ({ top: 100 + it * 30, bottom: 130 + it * 30 }));

describe('the gap', () => {
  test('is above a line in its upper half, below it in its lower half', () => {
    expect(gapAt(lines, 114)).toBe(0);
    expect(gapAt(lines, 116)).toBe(1);
    expect(gapAt(lines, 144)).toBe(1);
    expect(gapAt(lines, 146)).toBe(2);
  });
  test('is the first or last one beyond the ends, and the only one of an empty list', () => {
    expect(gapAt(lines, -50)).toBe(0);
    expect(gapAt(lines, 900)).toBe(3);
    expect(gapAt([], 7)).toBe(0);
  });
  test('right above or below a line leaves it where it is', () => {
    expect([0, 1, 2, 3].map((gap) => staysAt(1, gap))).toEqual([false, true, true, false]);
  });
});

describe('an item put into a gap', () => {
  const all = ['a', 'b', 'c', 'd'];
  test('goes up, down, and to both ends', () => {
    expect(intoGap(all, all, 'c', 1)).toEqual(['a', 'c', 'b', 'd']);
    expect(intoGap(all, all, 'b', 3)).toEqual(['a', 'c', 'b', 'd']);
    expect(intoGap(all, all, 'c', 0)).toEqual(['c', 'a', 'b', 'd']);
    expect(intoGap(all, all, 'b', 4)).toEqual(['a', 'c', 'd', 'b']);
  });
  test('stays in the gaps beside it', () => {
    expect(intoGap(all, all, 'b', 1)).toEqual(all);
    expect(intoGap(all, all, 'b', 2)).toEqual(all);
  });
  test('stands beside what is shown, wherever the hidden ones are', () => {
    expect(intoGap(all, ['b', 'd'], 'd', 0)).toEqual(['a', 'd', 'b', 'c']);
    expect(intoGap(all, ['a', 'c'], 'a', 2)).toEqual(['b', 'c', 'a', 'd']);
  });
  test('that is alone or unknown changes nothing', () => {
    expect(intoGap(all, ['b'], 'b', 1)).toEqual(all);
    expect(intoGap(all, all, 'x', 2)).toEqual(all);
  });
});

test('a list is pulled along near its ends, faster further out, and not past them', () => {
  const sight = { top: 100, bottom: 400 };
  const list = { top: -300, bottom: 900 };
  expect(pullAt(sight, list, 250)).toBe(0);
  expect(pullAt(sight, list, 110)).toBeLessThan(0);
  expect(pullAt(sight, list, 90)).toBeLessThan(pullAt(sight, list, 110));
  expect(pullAt(sight, list, 390)).toBeGreaterThan(0);
  expect(pullAt(sight, list, 9000)).toBe(12);
  expect(pullAt(sight, { top: 95, bottom: 405 }, 9000)).toBe(5);
  expect(Math.abs(pullAt(sight, { top: 120, bottom: 300 }, 0))).toBe(0);
  expect(pullAt(sight, { top: 120, bottom: 300 }, 9000)).toBe(0);
});
