// Columns in order, days in time zones, options from a form and back, and lengths of time.
import { describe, expect, test } from 'vitest';
import type { AccountProgress, AccountReport, ExportEstimate } from '../backend';
import { allColumns, columnAt, groupOf, usualColumns, withColumn } from './export-columns';
import {
  asksTheSame,
  draftFrom,
  listOf,
  optionsFrom,
  problemsOf,
  usualDraft,
} from './export-options';
import { accountLook, estimateWords, inTheFile, roughly, roundLength } from './export-words';
import { plainQuery } from './query';
import { dayOf, momentOf, zones } from './zones';

describe('columns', () => {
  test('every column has one group, and the usual ones are among them', () => {
    expect(new Set(allColumns).size).toBe(34);
    expect(usualColumns.every((it) => allColumns.includes(it))).toBe(true);
  });

  test('a column that is taken in stands behind the last one of its group', () => {
    expect(withColumn(['accountName', 'entryId', 'categoryNames'], 'accountId')).toEqual([
      'accountName',
      'accountId',
      'entryId',
      'categoryNames',
    ]);
    expect(withColumn(['entryId'], 'captionLinks')).toEqual(['entryId', 'captionLinks']);
    expect(withColumn(['entryId'], 'entryId')).toEqual(['entryId']);
    expect(groupOf('eventsText')).toBe('events');
  });

  test('a column moves to any place and never past the ends', () => {
    expect(columnAt(['entryId', 'name', 'tags'], 'tags', 0)).toEqual(['tags', 'entryId', 'name']);
    expect(columnAt(['entryId', 'name'], 'entryId', 9)).toEqual(['name', 'entryId']);
    expect(columnAt(['entryId', 'name'], 'entryId', -1)).toEqual(['entryId', 'name']);
    expect(columnAt(['entryId'], 'tags', 0)).toEqual(['entryId']);
  });
});

describe('days in a time zone', () => {
  test('a day begins and ends by the clocks of its zone', () => {
    const utc = Date.UTC(2026, 10, 23) / 1000;
    expect(momentOf('2026-11-23', 'first', 'UTC')).toBe(utc);
    expect(momentOf('2026-11-23', 'last', 'UTC')).toBe(utc + 86_399);
    expect(momentOf('2026-11-23', 'first', 'Europe/Berlin')).toBe(utc - 3600);
    expect(momentOf('2026-11-23', 'first', 'Asia/Kolkata')).toBe(utc - 5.5 * 3600);
  });

  test('the day on which the clocks go back has 25 hours', () => {
    const first = momentOf('2026-10-25', 'first', 'Europe/Berlin') ?? 0;
    const last = momentOf('2026-10-25', 'last', 'Europe/Berlin') ?? 0;
    expect(last - first + 1).toBe(25 * 3600);
  });

  test('a moment falls on the day it came from', () => {
    for (const zone of ['UTC', 'America/Los_Angeles', 'Pacific/Auckland']) {
      expect(dayOf(momentOf('2026-03-01', 'first', zone), zone)).toBe('2026-03-01');
      expect(dayOf(momentOf('2026-03-01', 'last', zone), zone)).toBe('2026-03-01');
    }
  });

  test('what is no day is no moment', () => {
    expect(momentOf('', 'first', 'UTC')).toBeNull();
    expect(momentOf('23.11.2026', 'first', 'UTC')).toBeNull();
    expect(momentOf('2026-02-30', 'first', 'UTC')).toBeNull();
    expect(dayOf(null, 'UTC')).toBe('');
  });

  test('UTC is always among the zones', () => {
    expect(zones()).toContain('UTC');
  });
});

describe('options', () => {
  test('a form becomes options and options the same form again', () => {
    const draft = {
      ...usualDraft(),
      scope: 'chosen' as const,
      from: '2026-01-01',
      to: '2026-01-31',
      tags: 'lecture, biology',
      categories: 'Courses>Biology',
      zone: 'Europe/Berlin',
    };
    expect(draftFrom(optionsFrom(draft, [7], null))).toEqual(draft);
  });

  test('days that move with today are kept by their name', () => {
    const draft = { ...usualDraft(), days: 'thisYear' as const, from: '', to: '' };
    const options = optionsFrom(draft, null, null);
    expect(options.entries).toMatchObject({ days: 'thisYear', since: null, until: null });
    // Begun once, it has moments, too: they are those of that day.
    const begun = { ...options.entries, since: 1, until: 2 };
    expect(draftFrom({ ...options, entries: begun })).toEqual(draft);
    expect(problemsOf(draft, null)).toEqual([]);
  });

  test('a view is kept as its question', () => {
    const draft = { ...usualDraft(), scope: 'view' as const };
    const query = { ...plainQuery(), text: 'university' };
    const options = optionsFrom(draft, [1, 2, 3], query);
    expect(options.accounts.which).toEqual({ kind: 'found', query });
    expect(draftFrom(options).scope).toBe('view');
  });

  test('the same tags typed otherwise ask for the same', () => {
    const one = { ...usualDraft(), tags: 'lecture, biology' };
    expect(asksTheSame(one, { ...one, tags: 'lecture,biology, ' }, 'tags')).toBe(true);
    expect(asksTheSame(one, { ...one, tags: 'lecture' }, 'tags')).toBe(false);
    expect(asksTheSame(one, { ...one, columns: ['entryId'] }, 'columns')).toBe(false);
  });

  test('commas part a list, blanks and repetitions go', () => {
    expect(listOf(' lecture,, biology ,lecture\n')).toEqual(['lecture', 'biology']);
  });

  test('a CSV file has one sheet, whatever was chosen for Excel', () => {
    const draft = { ...usualDraft(), file: 'csv' as const, sheets: 'perAccount' as const };
    expect(optionsFrom(draft, null, null).sheets).toBe('one');
  });

  test('what cannot work is found before anything is asked', () => {
    const good = usualDraft();
    expect(problemsOf(good, null)).toEqual([]);
    expect(problemsOf(good, [])).toEqual(['noAccounts']);
    expect(problemsOf({ ...good, parent: true }, [])).toEqual([]);
    expect(problemsOf({ ...good, statuses: [], columns: [] }, null)).toEqual([
      'noStatuses',
      'noColumns',
    ]);
    expect(problemsOf({ ...good, from: '2026-02-02', to: '2026-02-01' }, null)).toEqual([
      'daysCrossed',
    ]);
    expect(problemsOf({ ...good, from: 'soon' }, null)).toEqual(['badDay']);
  });
});

describe('words', () => {
  test('a length is as coarse as an estimate deserves', () => {
    expect(roundLength(2).unit).toBe('moment');
    expect(roundLength(12)).toMatchObject({ unit: 'seconds', count: 15 });
    expect(roundLength(58)).toMatchObject({ unit: 'minutes', count: 1 });
    expect(roundLength(3580)).toMatchObject({ unit: 'hours', count: 1, minutes: 0 });
    expect(roundLength(7750)).toMatchObject({ unit: 'hours', count: 2, minutes: 10 });
  });

  test('two figures count', () => {
    expect(roughly(183_914)).toBe(180_000);
    expect(roughly(97)).toBe(97);
  });

  const estimate = (change: Partial<ExportEstimate>): ExportEstimate => ({
    accounts: 303,
    unreadable: [],
    counted: 303,
    entries: 183_914,
    seconds: 700,
    problems: [],
    ...change,
  });

  test('an estimate says whether it is exact', () => {
    expect(estimateWords(estimate({}))).toBe(
      '<b>183,914 entries</b> in 303 accounts, about 12 minutes',
    );
    expect(estimateWords(estimate({ counted: 40 }))).toBe(
      'About <b>180,000 entries</b> in 303 accounts, about 12 minutes',
    );
    expect(estimateWords(estimate({ accounts: 1, counted: 1, entries: 1, seconds: 1 }))).toBe(
      '<b>1 entry</b> in one account, a few seconds',
    );
    expect(estimateWords(estimate({ entries: 0 }))).toBe(
      'These 303 accounts have no such entries.',
    );
    expect(estimateWords(estimate({ accounts: 0, counted: 0 }))).toBe(
      'None of these accounts can be read.',
    );
  });

  const ended = (change: Partial<AccountReport>): AccountProgress => ({
    account: 7,
    name: 'Acme',
    state: 'complete',
    entries: 5,
    expected: 5,
    report: {
      account: 7,
      name: 'Acme',
      outcome: 'complete',
      counted: 5,
      read: 5,
      written: 5,
      gone: 0,
      added: 0,
      missing: 0,
      startedAt: 0,
      milliseconds: 1,
      problems: [],
      ...change,
    },
  });

  test('an account that was read has its entries before they are in the file', () => {
    const { report } = ended({ read: 35, written: 0 });
    expect(report && inTheFile(report)).toBe(35);
    expect(accountLook(ended({ read: 35, written: 0 }))?.word).toBe('Complete');
  });

  test('deleted meanwhile is told apart from missing', () => {
    expect(accountLook(ended({ gone: 3 }))?.word).toBe('Complete · 3 entries deleted meanwhile');
    expect(accountLook(ended({ outcome: 'partial', missing: 3 }))?.word).toBe(
      '3 entries are missing',
    );
    expect(accountLook(ended({ read: 0, written: 0 }))?.word).toBe('No entries');
  });
});
