// What happens when somebody leaves: the window, a place, or what a job did.
import { flushSync } from 'svelte';
import { describe, expect, test, vi } from 'vitest';
import type { JobItem, Preferences } from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import { connect } from '../../src/state/connection-moves';
import { backendWith, job, problem, refuse, settle, statusPlan } from './backend';

const item = (account: number, change: Partial<JobItem> = {}): JobItem => ({
  number: account,
  account,
  accountName: `Account ${String(account)}`,
  referenceId: '',
  state: 'done',
  before: 'blocked',
  after: 'active',
  changes: [],
  problem: null,
  ...change,
});

describe('closing the window', () => {
  test('what was chosen a moment ago is written first', async () => {
    const told: string[] = [];
    const written: Preferences[] = [];
    const app = new App(
      backendWith({
        setPreferences: (preferences) => {
          told.push('written');
          written.push(preferences);
          return Promise.resolve(null);
        },
        closeWindow: () => {
          told.push('closed');
          return Promise.resolve();
        },
      }),
    );
    app.preferences.change({ density: 'compact' });
    expect(app.closing.matters).toBe(true);
    await app.closing.ask(0);
    expect(told).toEqual(['written', 'closed']);
    expect(written[0]?.density).toBe('compact');
    expect(app.closing.matters).toBe(false);
  });

  test('a form that was filled in is not dropped unasked, and the window stays when it is kept', async () => {
    let closed = 0;
    const app = new App(
      backendWith({
        closeWindow: () => {
          closed++;
          return Promise.resolve();
        },
      }),
    );
    app.newAccount.form.name = 'Acme';
    flushSync();
    const first = app.closing.ask(0);
    await settle();
    expect(app.questions.open).not.toBeNull();
    app.questions.answer(false);
    await first;
    expect(closed).toBe(0);
    const again = app.closing.ask(0);
    await settle();
    app.questions.answer(true);
    await again;
    expect(closed).toBe(1);
  });

  test('the shell telling it too while the page asks makes one question about the jobs', async () => {
    let closed = 0;
    const app = new App(
      backendWith({
        closeWindow: () => {
          closed++;
          return Promise.resolve();
        },
      }),
    );
    app.newAccount.form.name = 'Acme';
    const asked = app.closing.ask(0);
    await settle();
    await app.closing.ask(2);
    app.questions.answer(true);
    await settle();
    expect(app.questions.open?.title).toContain('2');
    app.questions.answer(true);
    await asked;
    expect(closed).toBe(1);
  });
});

test('going elsewhere forgets what was typed to sign in, and ends the session for checking', () => {
  const app = new App(backendWith({ listJobs: () => Promise.resolve([]) }));
  connect(app);
  const { signIn } = app;
  if (!signIn) throw new Error('the Connect screen is not open');
  signIn.password = 'correct horse';
  signIn.secret = 'abc';
  app.go('jobs');
  expect(app.signIn).toBeNull();
  expect([signIn.password, signIn.secret]).toEqual(['', '']);
});

test('undoing an unblock of many asks for exactly the accounts that were unblocked', async () => {
  const planned: number[][] = [];
  const items = [item(1), item(2), item(3, { state: 'failed' }), item(4, { before: 'active' })];
  const app = new App(
    backendWith({
      undoJob: () => refuse(problem('confirmationMismatch')),
      listJobItems: (_, start, count) =>
        Promise.resolve({ total: items.length, start, items: items.slice(start, start + count) }),
      planStatusChange: (accounts, target) => {
        planned.push(accounts);
        return Promise.resolve(statusPlan({ target }));
      },
    }),
  );
  await app.statusChange.undo(
    job({ kind: { kind: 'changeStatus', target: 'active', undoes: null }, state: 'finished' }),
  );
  expect(planned).toEqual([[1, 2]]);
  expect(app.statusChange.target).toBe('blocked');
  expect(app.statusChange.phase).toBe('confirming');
  expect(app.jobs.problem).toBeNull();
});

test('undoing an unblock of long ago asks like any block, however few they are', async () => {
  const undoJob = vi.fn(() => refuse(problem('other')));
  const app = new App(
    backendWith({
      undoJob,
      listJobItems: () => Promise.resolve({ total: 1, start: 0, items: [item(1)] }),
      planStatusChange: (_, target) => Promise.resolve(statusPlan({ target })),
    }),
  );
  await app.statusChange.undoLater(
    job({ kind: { kind: 'changeStatus', target: 'active', undoes: null }, state: 'finished' }),
  );
  expect(undoJob).not.toHaveBeenCalled();
  expect([app.statusChange.target, app.statusChange.phase]).toEqual(['blocked', 'confirming']);
});
