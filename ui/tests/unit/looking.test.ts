// What helps to find something: what hides the matches, the numbers beside the views, and what
// the form of a new account says about it before it is sent.
import { flushSync } from 'svelte';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { AccountPage, AccountQuery, AccountRow, NewAccountCheck } from '../../src/backend';
import { plainQuery, statusToggles } from '../../src/lib/query';
import { t } from '../../src/messages';
import NothingMatches from '../../src/screens/accounts/NothingMatches.svelte';
import { App } from '../../src/state/app.svelte';
import { AccountList } from '../../src/state/accounts.svelte';
import { NewAccountForm } from '../../src/state/new-account.svelte';
import { Preferences } from '../../src/state/preferences.svelte';
import { ViewCounts } from '../../src/state/view-counts.svelte';
import { backendWith, settle } from './backend';
import { clearPage, show } from './show';

afterEach(clearPage);

const row = (id: number, name: string): AccountRow => ({
  id,
  name,
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
});

const page = (rows: AccountRow[]): AccountPage => ({
  generation: 1,
  known: 100,
  total: rows.length,
  counts: { active: 0, blocked: 0, removed: 0, readOnly: 0, deleted: 0, unknown: 0 },
  changed: 0,
  notFound: [],
  ambiguous: [],
  start: 0,
  rows,
});

test('matches among deleted accounts are told of, and can be shown', async () => {
  const asked: AccountQuery[] = [];
  const app = new App(
    backendWith({
      listAccounts: (query) => {
        asked.push(query);
        const none = page([]);
        return Promise.resolve({ ...none, counts: { ...none.counts, deleted: 1 } });
      },
      listLabels: () => Promise.resolve([]),
    }),
  );
  await app.accounts.start();
  app.accounts.change({ text: 'nursing' });
  await settle();
  show(app, NothingMatches, {});
  const line = document.querySelector('.reasons li');
  expect(line?.textContent).toContain(t('nothing-among-deleted', { count: 1, total: '1' }));
  line?.querySelector('button')?.click();
  flushSync();
  expect(asked.at(-1)?.statuses).toContain('deleted');
  expect(asked.at(-1)?.text).toBe('nursing');
});

describe('a question without an answer', () => {
  const nursing = row(1, 'Nursing');
  const listWith = (answer: (query: AccountQuery) => AccountRow[]) => {
    const backend = backendWith({
      listAccounts: (query) => Promise.resolve(page(answer(query))),
      listLabels: () => Promise.resolve([]),
    });
    return new AccountList(backend, new Preferences(backend));
  };
  const ask = async (list: AccountList, change: Partial<AccountQuery>): Promise<void> => {
    list.change(change);
    await vi.waitFor(() => {
      expect(list.rows.asking).toBe(false);
    });
  };

  test('names the filter that hides the only match, and the match', async () => {
    const list = listWith((query) => (query.createdFrom === null ? [nursing] : []));
    await ask(list, { text: 'nursing', createdFrom: 5, label: 'Renewal' });
    await vi.waitFor(() => {
      expect(list.hidden.by).toEqual([
        { filter: 'created', count: 1, only: { id: 1, name: 'Nursing' } },
      ]);
    });
  });

  test('counts what several filters hide together, and forgets it with the next answer', async () => {
    const list = listWith((query) =>
      query.createdFrom === null && query.label === null ? [nursing, row(2, 'Nurses')] : [],
    );
    await ask(list, { createdFrom: 5, label: 'Renewal' });
    await vi.waitFor(() => {
      expect(list.hidden).toEqual({ by: [], total: 2 });
    });
    await ask(list, { createdFrom: null, label: null });
    await vi.waitFor(() => {
      expect(list.hidden.total).toBe(0);
    });
  });
});

describe('the buttons of statuses', () => {
  const counts = page([]).counts;
  const usual = plainQuery().statuses;

  test('stay while somebody searches for what has none of a rare status', async () => {
    const rare = { ...counts, readOnly: 2, deleted: 1 };
    const backend = backendWith({
      listAccounts: ({ text }) =>
        Promise.resolve({ ...page([row(1, 'Acme')]), counts: text ? counts : rare }),
      listLabels: () => Promise.resolve([]),
    });
    const list = new AccountList(backend, new Preferences(backend));
    await list.start();
    list.change({ text: 'acme' });
    await vi.waitFor(() => {
      expect(list.rows.page?.counts).toEqual(counts);
    });
    expect(statusToggles(list.query.statuses, list.seen)).toEqual([
      'active',
      'blocked',
      'readOnly',
      'removed',
      'deleted',
    ]);
  });

  test('leave out the rare ones where there are none', () => {
    expect(statusToggles(usual, new Set())).toEqual(['active', 'blocked', 'removed']);
  });

  test('show one that narrows the list, whether there are such accounts or not', () => {
    expect(statusToggles([...usual, 'deleted'], new Set())).toContain('deleted');
    expect(statusToggles(['readOnly'], new Set())).toContain('readOnly');
  });
});

describe('saved views', () => {
  const view = (id: string, connection: string | null) => ({
    id,
    name: id,
    query: plainQuery(),
    connection,
  });

  test('are counted each, and an older count never overtakes a newer one', async () => {
    const answers: ((total: number) => void)[] = [];
    const views = new ViewCounts(
      backendWith({
        listAccounts: () =>
          new Promise<AccountPage>((done) =>
            answers.push((total) => {
              done({ ...page([]), total });
            }),
          ),
      }),
    );
    const first = views.count([{ id: 'all', query: plainQuery() }]);
    const second = views.count([{ id: 'all', query: plainQuery() }]);
    answers[1]?.(7);
    await second;
    answers[0]?.(3);
    await first;
    expect(views.counts.get('all')).toBe(7);
  });

  test('that are deleted by mistake come back as they were, and where they stood', () => {
    const preferences = new Preferences(
      backendWith({ setPreferences: () => Promise.resolve(null) }),
    );
    const [one, shared, three] = [view('one', 'a'), view('shared', null), view('three', 'a')];
    preferences.change({ savedViews: [one, shared, three] });
    preferences.removeView('shared');
    expect(preferences.kept.savedViews).toEqual([one, three]);
    preferences.restoreView(shared, 1);
    expect(preferences.kept.savedViews).toEqual([one, shared, three]);
  });
});

describe('the form of a new account', () => {
  const formWith = (check: Partial<NewAccountCheck> = {}) =>
    new NewAccountForm(
      backendWith({
        checkNewAccount: () =>
          Promise.resolve({ remarks: [], quota: null, overQuota: false, ...check }),
      }),
      'one',
    );

  test('says that a Reference ID is fine only once it was left and looked at as it is', async () => {
    const form = formWith();
    form.form.referenceId = 'UNI-1';
    await form.checkNow();
    expect(form.isFine('referenceId')).toBe(false);
    form.leave('referenceId');
    expect(form.isFine('referenceId')).toBe(true);
    form.form.referenceId = 'UNI-12';
    expect(form.isFine('referenceId')).toBe(false);
    await form.checkNow();
    expect(form.isFine('referenceId')).toBe(true);
  });

  test('does not call a Reference ID fine that another account has', async () => {
    const form = formWith({
      remarks: [
        {
          field: 'referenceId',
          severity: 'warning',
          message: 'There is one already',
          accounts: [{ id: 1, name: 'Nursing', status: 'active' }],
        },
      ],
    });
    form.form.referenceId = 'UNI-1';
    form.leave('referenceId');
    await form.checkNow();
    expect(form.isFine('referenceId')).toBe(false);
  });

  test('takes the name from the palette, and never over what was typed', () => {
    const form = formWith();
    form.startNamed('Acme');
    expect(form.form.name).toBe('Acme');
    form.startNamed('Other');
    expect(form.form.name).toBe('Acme');
  });
});

test('all accounts are all that are in use, whatever statuses were kept', () => {
  const backend = backendWith({});
  const preferences = new Preferences(backend);
  const accounts = new AccountList(backend, preferences);
  accounts.toggleStatus('blocked');
  expect(preferences.kept.statuses).not.toContain('blocked');
  accounts.showEverybody();
  expect(accounts.query).toEqual(plainQuery());
  expect(preferences.kept.statuses).toContain('blocked');
});
