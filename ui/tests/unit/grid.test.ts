// The grid of accounts in a page: which row has the keyboard when rows come and go, and that it
// leaves the keyboard with what was opened on a row.
import { flushSync } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import type { AccountPage } from '../../src/backend';
import AccountGrid from '../../src/screens/accounts/AccountGrid.svelte';
import { App } from '../../src/state/app.svelte';
import { backendWith, connectionStatus, settle } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

async function gridOf(ids: number[]): Promise<App> {
  const page = (start: number, count: number): AccountPage => ({
    generation: 1,
    known: ids.length,
    total: ids.length,
    counts: { active: ids.length, blocked: 0, removed: 0, readOnly: 0, deleted: 0, unknown: 0 },
    changed: 0,
    notFound: [],
    ambiguous: [],
    start,
    rows: ids.slice(start, start + count).map((id) => ({
      id,
      name: `Account ${String(id)}`,
      status: 'active',
      statusNumber: 1,
      template: false,
      adminName: '',
      adminEmail: '',
      phone: '',
      website: '',
      referenceId: '',
      createdAt: 0,
      labels: [],
      change: null,
    })),
  });
  const app = new App(
    backendWith({
      listAccounts: (_query, start, count) => Promise.resolve(page(start, count)),
      listAccountIds: () => Promise.resolve([...ids]),
      listLabels: () => Promise.resolve([]),
    }),
  );
  app.connections.status = connectionStatus();
  await app.accounts.start();
  show(app, AccountGrid, { loading: false });
  return app;
}

const row = (index: number): HTMLElement => {
  const found = document.querySelector<HTMLElement>(`[data-index="${String(index)}"]`);
  if (!found) throw new Error(`row ${String(index)} is not drawn`);
  return found;
};

test('the keyboard moves with its account when rows come above it', async () => {
  const ids = [10, 11, 12, 13];
  const app = await gridOf(ids);
  app.selection.moveTo(2);
  row(2).focus();
  ids.unshift(1);
  await app.accounts.again();
  flushSync();
  expect(app.selection.cursor).toBe(3);
  expect(document.activeElement).toBe(row(3));
  expect(row(3).textContent).toContain('Account 12');
});

test('the context menu says for how many accounts it is', async () => {
  const app = await gridOf([10, 11, 12, 13]);
  const menuOf = (index: number): string | null | undefined => {
    row(index).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, clientX: 5 }));
    flushSync();
    return document.querySelector('[role="menu"]')?.getAttribute('aria-label');
  };
  for (const index of [0, 1, 2]) app.selection.toggle(index);
  expect(menuOf(1)).toBe('Actions for 3 accounts');
  // The others are ticked, but the menu is for the one that was pointed at.
  expect(menuOf(3)).toBe('Actions for this account');
});

test('the context menu of a row keeps the keyboard', async () => {
  await gridOf([10, 11, 12, 13]);
  row(2).focus();
  row(2).dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, clientX: 5, clientY: 5 }));
  flushSync();
  await settle();
  const menu = document.querySelector('[role="menu"]');
  expect(menu).not.toBeNull();
  expect(menu?.contains(document.activeElement)).toBe(true);
});
