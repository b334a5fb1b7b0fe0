// Which rows are drawn, and where a list scrolls to.
import { describe, expect, test } from 'vitest';
import { chunksOf, pageOf, rowsInSight, scrollToShow } from './virtual';

describe('the rows in sight', () => {
  test('are those that the window shows, and a few more on either side', () => {
    expect(rowsInSight(320, 320, 32, 1000, 2)).toEqual({ first: 8, end: 22 });
  });
  test('never reach past either end of the list', () => {
    expect(rowsInSight(0, 320, 32, 5, 8)).toEqual({ first: 0, end: 5 });
    expect(rowsInSight(1_599_680, 320, 32, 50_000, 8)).toEqual({ first: 49_982, end: 50_000 });
  });
  test('are none of an empty list, and none beyond a list that has shrunk', () => {
    expect(rowsInSight(0, 320, 32, 0, 8)).toEqual({ first: 0, end: 0 });
    expect(rowsInSight(3200, 320, 32, 3, 8)).toEqual({ first: 3, end: 3 });
  });
});

describe('scrolling to a row', () => {
  test('does nothing when it is whole in sight', () => {
    expect(scrollToShow(5, 100, 320, 32)).toBe(100);
  });
  test('moves as little as possible, up and down', () => {
    expect(scrollToShow(1, 100, 320, 32)).toBe(32);
    expect(scrollToShow(20, 100, 320, 32)).toBe(352);
  });
});

test('Page Down leaves one row of the page before in sight', () => {
  expect(pageOf(320, 32)).toBe(9);
  expect(pageOf(10, 32)).toBe(1);
});

test('the chunks of a range are all that it touches', () => {
  expect(chunksOf({ first: 95, end: 201 }, 100)).toEqual([0, 1, 2]);
  expect(chunksOf({ first: 100, end: 200 }, 100)).toEqual([1]);
  expect(chunksOf({ first: 7, end: 7 }, 100)).toEqual([]);
});
