// From a list of named accounts to ticked rows in the list of accounts.
import type { AccountId, AccountStatus } from '../backend';
import { many } from '../lib/import-words';
import { plainQuery } from '../lib/query';
import { t } from '../messages';
import type { App } from './app.svelte';

const everyStatus: AccountStatus[] = ['active', 'blocked', 'readOnly', 'removed', 'unknown'];

/** As many IDs as a search field can hold without being in the way. */
const longestSearch = 200;

/** Ticks exactly these accounts and shows them, if they are not too many to be searched for. */
export function tickAccounts(app: App, ids: AccountId[]): void {
  const { accounts, selection } = app;
  const text = ids.length <= longestSearch ? ids.join(' ') : '';
  selection.clear();
  accounts.change({ ...plainQuery(everyStatus, accounts.query.sort), text });
  selection.choose(ids);
  app.go('accounts');
  app.toasts.tell({ title: t('listed-selected', many(ids.length)), about: ['selection'] });
}

/** What the dialog found is ticked in the list. */
export function selectNamed(app: App): void {
  const ids = app.named.named?.accounts ?? [];
  app.named.close();
  if (ids.length > 0) tickAccounts(app, ids);
}
