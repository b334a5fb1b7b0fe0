// How many accounts the list shows, and of how many: what stands under it.
import type { AccountPage, AccountQuery, AccountStatus } from '../backend';
import { t } from '../messages';
import { number } from './format';
import { hasFilters, usualStatuses } from './query';

export function countWords(
  { total, known, counts }: Pick<AccountPage, 'total' | 'known' | 'counts'>,
  query: AccountQuery,
): string {
  // No status at all asks for all but the deleted ones.
  const shows = (status: AccountStatus): boolean =>
    query.statuses.length === 0 ? status !== 'deleted' : query.statuses.includes(status);
  const hidden = (status: AccountStatus): number => (shows(status) ? 0 : counts[status]);
  // Whatever a person narrowed the list by, they see a part of it.
  const narrowed =
    query.text.trim() !== '' || hasFilters(query) || usualStatuses.some((it) => hidden(it) > 0);
  if (narrowed && total !== known) {
    return t('count-of', { total: number(total), count: known, known: number(known) });
  }
  const accounts = t('count-accounts', { count: total, total: number(total) });
  const [removed, deleted] = [hidden('removed'), hidden('deleted')];
  if (removed > 0 && deleted > 0) {
    return t('count-gone-hidden', {
      accounts,
      removed: number(removed),
      deleted: number(deleted),
    });
  }
  if (removed > 0)
    return t('count-removed-hidden', { accounts, count: removed, total: number(removed) });
  if (deleted > 0)
    return t('count-deleted-hidden', { accounts, count: deleted, total: number(deleted) });
  return accounts;
}
