// Removed accounts are made active again, and called so from the question to the result; only
// blocked ones are unblocked.
import { afterEach, expect, test } from 'vitest';
import type { AccountStatus } from '../../src/backend';
import { jobName, jobTitle } from '../../src/lib/job-words';
import ConfirmStatus from '../../src/screens/status/ConfirmStatus.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, job, statusPlan } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

function asked(...statuses: AccountStatus[]): (string | null | undefined)[] {
  const app = new App(backendWith({}));
  app.connections.status = connectionStatus();
  const plan = statusPlan({
    target: 'active',
    changing: statuses.map((status, id) => ({ id, name: 'Acme', status, template: false })),
  });
  const leave = (): void => undefined;
  show(app, ConfirmStatus, { id: 'x', plan, onclose: leave, onexport: leave });
  return [document.querySelector('h2'), document.querySelector('[type="submit"]')].map(
    (it) => it?.textContent,
  );
}

test('one is asked about by its name', () => {
  expect(asked('removed')).toEqual(['Make Acme active again?', 'Make account active']);
});

test('several are asked about by their number', () => {
  expect(asked('removed', 'removed')).toEqual([
    'Make 2 accounts active again?',
    'Make 2 accounts active',
  ]);
});

test('blocked ones are unblocked', () => {
  expect(asked('blocked', 'blocked')).toEqual(['Unblock 2 accounts?', 'Unblock 2 accounts']);
});

test('the job and its result are called the same', () => {
  const kind = { kind: 'changeStatus', target: 'active', undoes: null } as const;
  const counts = { ...job().counts, pending: 0, done: 2 };
  const ended = job({ kind, counts, state: 'finished', restores: true });
  expect(jobName(ended)).toBe('Make 2 accounts active again');
  expect(jobTitle(ended)).toBe('2 accounts made active again');
  expect(jobTitle({ ...ended, restores: false })).toBe('2 accounts unblocked');
});
