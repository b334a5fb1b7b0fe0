// The layout of a file's columns, moving through its cells, and the words of imports.
import { describe, expect, test } from 'vitest';
import type { ImportRow, RowProblem } from '../backend';
import { job } from '../../tests/unit/backend';
import { delimiters, encodings, withCurrent } from './import-file-words';
import {
  cellProblem,
  changesLayout,
  moveCell,
  nextCell,
  reviewLayout,
  worst,
} from './import-columns';
import { importJobTitle, importNumbers, timeLeft } from './import-words';
import { namesExactly } from './query';

const shape = { rows: 10, columns: 3, page: 4 };

describe('moving through the cells', () => {
  test('arrows stop at the edges', () => {
    expect(moveCell('ArrowLeft', false, { row: 0, column: 0 }, shape)).toEqual({
      row: 0,
      column: 0,
    });
    expect(moveCell('ArrowDown', false, { row: 9, column: 1 }, shape)).toEqual({
      row: 9,
      column: 1,
    });
  });

  test('Home and End stay in the row, and with Ctrl go to the corners', () => {
    const at = { row: 4, column: 1 };
    expect(moveCell('End', false, at, shape)).toEqual({ row: 4, column: 2 });
    expect(moveCell('End', true, at, shape)).toEqual({ row: 9, column: 2 });
    expect(moveCell('Home', true, at, shape)).toEqual({ row: 0, column: 0 });
  });

  test('other keys and empty grids do not move', () => {
    expect(moveCell('a', false, { row: 0, column: 0 }, shape)).toBeNull();
    expect(moveCell('ArrowDown', false, { row: 0, column: 0 }, { ...shape, rows: 0 })).toBeNull();
  });

  test('Tab goes on in the next row, and ends after the last cell', () => {
    expect(nextCell({ row: 2, column: 2 }, false, shape)).toEqual({ row: 3, column: 0 });
    expect(nextCell({ row: 2, column: 0 }, true, shape)).toEqual({ row: 1, column: 2 });
    expect(nextCell({ row: 9, column: 2 }, false, shape)).toBeNull();
    expect(nextCell({ row: 0, column: 0 }, true, shape)).toBeNull();
  });
});

describe('the layout', () => {
  test('has a column a field between the row number and what was found', () => {
    const { columns, least } = reviewLayout(['name', 'country']);
    expect(columns).toBe(
      'var(--col-num) minmax(var(--col-person), 1.2fr) var(--col-change) minmax(var(--col-name-min), 1.5fr) var(--col-menu)',
    );
    expect(least).toContain('var(--col-change) + var(--col-name-min)');
  });

  test('of changes begins with the account', () => {
    expect(changesLayout(['phone']).columns.split(' minmax').length).toBe(3);
  });

  test('of changes gives addresses more room than Reference IDs', () => {
    const [reference, website] = changesLayout(['referenceId', 'website'])
      .columns.split(' minmax')
      .slice(-2)
      .map((it) => Number(/([\d.]+)fr/.exec(it)?.[1]));
    expect(website).toBeGreaterThan((reference ?? 0) * 1.5);
  });
});

describe('what was found in a row', () => {
  const problem = (field: RowProblem['field'], severity: RowProblem['severity']): RowProblem => ({
    field,
    severity,
    kind: { kind: 'missing' },
    message: `${String(field)} ${severity}`,
  });
  const row = (...problems: RowProblem[]): ImportRow => ({
    index: 0,
    number: 2,
    state: 'ready',
    doneBefore: false,
    accountName: null,
    cells: [],
    problems,
    summary: '',
  });

  test('an error outranks a warning of the same cell', () => {
    const both = row(problem('name', 'warning'), problem('name', 'error'));
    expect(cellProblem(both, 'name')?.severity).toBe('error');
    expect(cellProblem(both, 'phone')).toBeNull();
    expect(worst(both)).toBe('error');
    expect(worst(row())).toBeNull();
  });
});

describe('words', () => {
  const counts = { pending: 0, sent: 0, done: 0, unchanged: 0, failed: 0, unknown: 0, skipped: 0 };

  test('the title of an import is the truth', () => {
    const all = job({ total: 3, state: 'finished', counts: { ...counts, done: 3 } });
    expect(importJobTitle(all, 'import')).toBe('All 3 accounts created');
    const some = job({ total: 3, state: 'finished', counts: { ...counts, done: 1, failed: 2 } });
    expect(importJobTitle(some, 'import')).toBe('1 of 3 accounts created');
    const stopped = job({
      total: 3,
      state: 'cancelled',
      counts: { ...counts, done: 1, skipped: 2 },
    });
    expect(importJobTitle(stopped, 'edit')).toBe('Stopped: 1 of 3 accounts changed');
  });

  test('the title of an import of one row speaks of that account', () => {
    const one = (state: 'finished' | 'cancelled', change: Partial<typeof counts>) =>
      job({ total: 1, state, counts: { ...counts, ...change } });
    expect(importJobTitle(one('finished', { done: 1 }), 'import')).toBe('1 account created');
    const failed = one('finished', { failed: 1 });
    expect(importJobTitle(failed, 'import')).toBe('The account was not created');
    expect(importJobTitle(failed, 'edit')).toBe('The account was not changed');
    const stopped = one('cancelled', { skipped: 1 });
    expect(importJobTitle(stopped, 'import')).toBe('Stopped: the account was not created');
    // What nobody knows is not called a failure.
    const unclear = 'It is not certain whether the account was created';
    expect(importJobTitle(one('finished', { unknown: 1 }), 'import')).toBe(unclear);
  });

  test('an edit that found everything as it should be is done', () => {
    const same = job({ total: 2, state: 'finished', counts: { ...counts, unchanged: 2 } });
    expect(importJobTitle(same, 'edit')).toBe('All 2 accounts changed');
  });

  test('while it runs what waits is waiting, afterwards it was not sent', () => {
    const half = { ...counts, done: 1, pending: 1, unknown: 1 };
    expect(importNumbers(job({ state: 'running', counts: half }), 'import')).toEqual([
      '1 created',
      '1 not certain',
      '1 waiting',
    ]);
    expect(importNumbers(job({ state: 'cancelled', counts: half }), 'import')).toEqual([
      '1 not certain',
      '1 not sent',
    ]);
  });

  test('time left is said in the coarsest unit that helps', () => {
    expect(timeLeft(20)).toBe('less than a minute left');
    expect(timeLeft(60)).toBe('about 1 minute left');
    expect(timeLeft(360)).toBe('about 6 minutes left');
    expect(timeLeft(3 * 3600)).toBe('about 3 hours left');
  });

  test('the way a file was read is among the choices, even when it is a rare one', () => {
    expect(withCurrent(encodings(), 'utf-8').length).toBe(encodings().length);
    expect(withCurrent(encodings(), 'KOI8-R').at(-1)?.value).toBe('KOI8-R');
    expect(withCurrent(delimiters(), '~').at(-1)?.label).toBe('~');
  });
});

describe('a pasted list', () => {
  const rows = [
    { id: 7, referenceId: 'UNI-1' },
    { id: 8, referenceId: '' },
  ];

  test('is recognised when every row is named in it', () => {
    expect(namesExactly('uni-1, 8', rows)).toBe(true);
    expect(namesExactly('7\n8\n9', rows)).toBe(true);
  });

  test('is not mistaken for words that match', () => {
    expect(namesExactly('8 7x', rows)).toBe(false);
    expect(namesExactly('7', rows.slice(0, 1))).toBe(false);
    expect(namesExactly('7 8', [])).toBe(false);
  });
});
