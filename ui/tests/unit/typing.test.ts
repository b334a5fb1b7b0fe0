// What a keystroke in the search costs: one question, and nothing that grows with the accounts.
import { afterEach, expect, test, vi } from 'vitest';
import type { AccountPage } from '../../src/backend';
import { App } from '../../src/state/app.svelte';
import { pressed } from '../../src/state/shortcuts';
import { backendWith } from './backend';

afterEach(() => {
  vi.useRealTimers();
});

const page = (total: number): AccountPage =>
  ({ total, known: 5000, changed: 0, generation: 1, rows: [], notFound: [] }) as never;

test('with accounts ticked each keystroke asks once, and what is hidden is counted at rest', async () => {
  vi.useFakeTimers();
  const listAccounts = vi.fn(() => Promise.resolve(page(3)));
  const listAccountIds = vi.fn(() => Promise.resolve([1]));
  const app = new App(backendWith({ listAccounts, listAccountIds }));
  app.selection.choose([1, 2]);
  await vi.advanceTimersByTimeAsync(0);
  listAccountIds.mockClear();
  for (const text of ['u', 'un', 'uni']) {
    app.accounts.change({ text });
    await vi.advanceTimersByTimeAsync(20);
  }
  expect(listAccounts).toHaveBeenCalledTimes(3);
  expect(listAccountIds).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(listAccountIds).toHaveBeenCalledTimes(1);
  expect(app.selection.hidden).toBe(1);
});

test('a letter is not looked for among the commands', () => {
  const app = new App(backendWith({ listAccountIds: () => Promise.resolve([1]) }));
  app.phase = 'inside';
  app.selection.choose([1]);
  const ids = vi.spyOn(app.selection, 'ids', 'get');
  pressed(app, new KeyboardEvent('keydown', { key: 'u' }));
  expect(ids).not.toHaveBeenCalled();
  pressed(app, new KeyboardEvent('keydown', { key: 'q', ctrlKey: true }));
  expect(ids).toHaveBeenCalled();
});
