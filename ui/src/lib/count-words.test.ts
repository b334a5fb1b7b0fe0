// What stands under the list, in every state of its filters.
import { expect, test } from 'vitest';
import type { AccountQuery, AccountStatus } from '../backend';
import { countWords } from './count-words';
import { allStatuses, plainQuery, usualStatuses } from './query';

const counts = { active: 2720, blocked: 180, readOnly: 7, removed: 93, deleted: 0, unknown: 0 };

function said(
  statuses: AccountStatus[],
  change: Partial<AccountQuery> = {},
  total?: number,
  deleted = 0,
): string {
  const all = { ...counts, deleted };
  const shown = statuses.reduce((sum, it) => sum + all[it], 0);
  const page = { total: total ?? shown, known: 3000, counts: all };
  return countWords(page, { ...plainQuery(statuses), ...change }).replace(/[⁨⁩]/g, '');
}

test('all that are in use are counted, and what is gone is named', () => {
  expect(said(usualStatuses)).toBe('2,907 accounts, 93 removed not shown');
  expect(said(allStatuses)).toBe('3,000 accounts');
  expect(said(usualStatuses, {}, undefined, 4)).toBe(
    '2,907 accounts, 93 removed and 4 deleted not shown',
  );
  expect(said(allStatuses, {}, undefined, 4)).toBe('3,000 accounts, 4 deleted not shown');
});

test('a part of them is a part of all', () => {
  expect(said(['blocked', 'readOnly', 'unknown'])).toBe('187 of 3,000 accounts');
  expect(said(['removed'])).toBe('93 of 3,000 accounts');
  expect(said(usualStatuses, { text: 'acme' }, 12)).toBe('12 of 3,000 accounts');
  expect(said(usualStatuses, { templates: 'onlyTemplates' }, 5)).toBe('5 of 3,000 accounts');
});

test('no status at all stands for all but the deleted ones', () => {
  expect(said([], {}, 3000)).toBe('3,000 accounts');
  expect(said([], {}, 3000, 4)).toBe('3,000 accounts, 4 deleted not shown');
  expect(said([], { text: 'acme' }, 12)).toBe('12 of 3,000 accounts');
});
