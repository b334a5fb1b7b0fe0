// What stands between a question without an answer and an answer: for each filter, the accounts
// that match without it. Asked only when nothing matches.
import type { AccountId, AccountQuery, Backend } from '../backend';
import { allStatuses, filtersOf, withoutFilter, withoutFilters, type Filter } from '../lib/query';

export interface HiddenMatches {
  /** One filter alone hides them. */
  by: { filter: Filter; count: number; only: { id: AccountId; name: string } | null }[];
  /** What all filters and the status toggles hide together. */
  total: number;
}

export const nothingHidden: HiddenMatches = { by: [], total: 0 };

/** Rejects when the list cannot be asked. */
export async function findHidden(backend: Backend, query: AccountQuery): Promise<HiddenMatches> {
  const filters = filtersOf(query);
  if (filters.length === 0) return nothingHidden;
  const all = backend.listAccounts({ ...withoutFilters(query), statuses: allStatuses }, 0, 1);
  const pages = await Promise.all(
    filters.map((it) => backend.listAccounts({ ...query, ...withoutFilter(it) }, 0, 1)),
  );
  const by = filters.flatMap((filter, at) => {
    const { total: count = 0, rows = [] } = pages[at] ?? {};
    const [row] = rows;
    const only = count === 1 && row ? { id: row.id, name: row.name } : null;
    return count > 0 ? [{ filter, count, only }] : [];
  });
  return { by, total: (await all).total };
}
