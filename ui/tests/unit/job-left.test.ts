// What of a change of status is offered again: never what can only be refused.
import { expect, test } from 'vitest';
import type { Backend, JobItem, JobSnapshot, StatusPlan, TargetStatus } from '../../src/backend';
import { leftOf } from '../../src/state/job-left';
import { backendWith, job } from './backend';

type Status = StatusPlan['changing'][number]['status'];

function item(account: number, change: Partial<JobItem>): JobItem {
  return {
    number: account,
    account,
    accountName: `Account ${String(account)}`,
    referenceId: '',
    state: 'done',
    before: 'active',
    after: null,
    changes: [],
    problem: null,
    ...change,
  };
}

/** A server's accounts as they are now, and the items of a job that blocked them. */
function world(
  now: Record<number, Status>,
  items: JobItem[],
  excluded: StatusPlan['excluded'] = [],
): Backend {
  return backendWith({
    listJobItems: () => Promise.resolve({ total: items.length, start: 0, items }),
    planStatusChange: (ids, target: TargetStatus) =>
      Promise.resolve({
        target,
        changing: ids.flatMap((id) => {
          const status = now[id];
          const without = status === undefined || excluded.some((it) => it.id === id);
          return without || status === target || status === 'removed'
            ? []
            : [{ id, name: '', status, template: false }];
        }),
        excluded,
        moreInUse: 0,
        quota: null,
        beyondQuota: 0,
        confirmation: null,
      }),
  });
}

const ended = (change: Partial<JobSnapshot>): JobSnapshot => job({ state: 'finished', ...change });

test('an account that was removed since can no longer be unblocked', async () => {
  const items = [item(1, {}), item(2, {})];
  const change = ended({ canUndo: true, undoable: 2 });
  expect(await leftOf(world({ 1: 'blocked', 2: 'blocked' }, items), change)).toEqual({
    undo: 2,
    retry: 0,
  });
  expect(await leftOf(world({ 1: 'removed', 2: 'blocked' }, items), change)).toEqual({
    undo: 1,
    retry: 0,
  });
  expect(await leftOf(world({ 1: 'removed', 2: 'active' }, items), change)).toEqual({
    undo: 0,
    retry: 0,
  });
});

test('what failed is tried again only where the account stands as it did', async () => {
  const items = [item(1, { state: 'failed' }), item(2, { state: 'failed' })];
  const change = ended({ canRetry: true });
  expect(await leftOf(world({ 1: 'active', 2: 'removed' }, items), change)).toEqual({
    undo: 0,
    retry: 1,
  });
});

test('a template among several is undone too', async () => {
  const items = [
    item(1, { before: 'blocked', after: 'active' }),
    item(2, { before: 'blocked', after: 'active' }),
  ];
  const kind = { kind: 'changeStatus', target: 'active', undoes: null } as const;
  const change = ended({ kind, canUndo: true, undoable: 2 });
  const template = { id: 2, name: '', reason: 'template' } as const;
  expect(await leftOf(world({ 1: 'active', 2: 'active' }, items, [template]), change)).toEqual({
    undo: 2,
    retry: 0,
  });
});

test('a restore that failed is tried again although another account is blocked by now', async () => {
  const items = [
    item(1, { state: 'failed', before: 'removed' }),
    item(2, { state: 'failed', before: 'removed' }),
  ];
  const kind = { kind: 'changeStatus', target: 'active', undoes: null } as const;
  const change = ended({ kind, canRetry: true });
  const removed = { id: 2, name: '', reason: 'removed' } as const;
  expect(await leftOf(world({ 1: 'blocked', 2: 'removed' }, items, [removed]), change)).toEqual({
    undo: 0,
    retry: 1,
  });
});
