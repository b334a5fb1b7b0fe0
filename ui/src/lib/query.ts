// What the account list is asked for: the plain question, whether it filters, and comparing two.
import type { AccountQuery, AccountSort, AccountStatus, Preferences } from '../backend';

/** Removed and deleted accounts are shown only when asked for. */
export const usualStatuses: AccountStatus[] = ['active', 'blocked', 'readOnly', 'unknown'];

export const usualSort: AccountSort = { column: 'createdAt', descending: true };

/** All accounts that are in use, newest first. */
export function plainQuery(
  statuses: AccountStatus[] = usualStatuses,
  sort: AccountSort = usualSort,
): AccountQuery {
  return {
    text: '',
    statuses,
    createdFrom: null,
    createdTo: null,
    templates: 'all',
    label: null,
    onlyChanged: false,
    sort,
  };
}

/** What a person is shown first, as preferred on this computer. An older file says less. */
export function usualQuestion(kept: Preferences): AccountQuery {
  const statuses = kept.statuses ?? [];
  return plainQuery(statuses.length > 0 ? statuses : undefined, kept.sort ?? undefined);
}

/** Whether two questions have the same answer in the same order. */
export function sameQuestion(one: AccountQuery, other: AccountQuery): boolean {
  return questionKey(one) === questionKey(other);
}

/** A text that is equal for equal questions. */
export function questionKey(query: AccountQuery): string {
  return JSON.stringify([
    query.text.trim(),
    [...query.statuses].sort(),
    query.createdFrom,
    query.createdTo,
    query.templates,
    query.label,
    query.onlyChanged,
    query.sort.column,
    query.sort.descending,
  ]);
}

/** Those that a person would look for; what is deleted is not among them. */
export const allStatuses: AccountStatus[] = ['active', 'blocked', 'readOnly', 'removed', 'unknown'];

/** Whether anything but the search text and the status toggles narrows the list. */
export function hasFilters(query: AccountQuery): boolean {
  return filtersOf(query).length > 0;
}

export type Filter = 'created' | 'templates' | 'label' | 'onlyChanged';

/** The filters that narrow the list. */
export function filtersOf(query: AccountQuery): Filter[] {
  const filters: Filter[] = [];
  if (query.createdFrom !== null || query.createdTo !== null) filters.push('created');
  if (query.templates !== 'all') filters.push('templates');
  if (query.label !== null) filters.push('label');
  if (query.onlyChanged) filters.push('onlyChanged');
  return filters;
}

/** What takes one filter away. */
export function withoutFilter(filter: Filter): Partial<AccountQuery> {
  switch (filter) {
    case 'created':
      return { createdFrom: null, createdTo: null };
    case 'templates':
      return { templates: 'all' };
    case 'label':
      return { label: null };
    case 'onlyChanged':
      return { onlyChanged: false };
  }
}

/** The same question without its filters; text, statuses and order stay. */
export function withoutFilters(query: AccountQuery): AccountQuery {
  return { ...plainQuery(query.statuses, query.sort), text: query.text };
}

/** Whether a text is a list of IDs, and every one of these accounts is named in it. */
export function namesExactly(text: string, rows: { id: number; referenceId: string }[]): boolean {
  const parts = new Set(
    text
      .toLowerCase()
      .split(/[\s,;]+/)
      .filter(Boolean),
  );
  if (parts.size < 2 || rows.length === 0) return false;
  return rows.every(
    (it) => parts.has(String(it.id)) || parts.has(it.referenceId.trim().toLowerCase()),
  );
}

export interface DatePreset {
  id: 'last7Days' | 'last30Days' | 'thisYear' | 'lastYear';
  from: number;
  to: number;
}

/** Ranges of days that people filter by, in seconds, in their own time zone. */
export function datePresets(now: number): DatePreset[] {
  const today = new Date(now * 1000);
  const at = (year: number, month: number, date: number): number =>
    Math.floor(new Date(year, month, date).getTime() / 1000);
  const year = today.getFullYear();
  const tomorrow = at(year, today.getMonth(), today.getDate() + 1) - 1;
  const daysAgo = (count: number): number => at(year, today.getMonth(), today.getDate() - count);
  return [
    { id: 'last7Days', from: daysAgo(6), to: tomorrow },
    { id: 'last30Days', from: daysAgo(29), to: tomorrow },
    { id: 'thisYear', from: at(year, 0, 1), to: at(year + 1, 0, 1) - 1 },
    { id: 'lastYear', from: at(year - 1, 0, 1), to: at(year, 0, 1) - 1 },
  ];
}

/** `2026-11-23` from a date field as the first or the last second of that day; null when empty. */
export function secondsOfDay(value: string, end: 'first' | 'last'): number | null {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value);
  if (!match) return null;
  const [year, month, date] = match.slice(1).map(Number) as [number, number, number];
  const start = Math.floor(new Date(year, month - 1, date).getTime() / 1000);
  if (end === 'first') return start;
  return Math.floor(new Date(year, month - 1, date + 1).getTime() / 1000) - 1;
}

/** The other way round, for a date field. */
export function dayField(at: number | null): string {
  if (at === null) return '';
  const date = new Date(at * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Whether a question asks for just this already; what a list holds may be in any order. */
export function asksFor<Query extends object>(query: Query, part: Partial<Query>): boolean {
  return (Object.keys(part) as (keyof Query)[]).every((name) => {
    const [asked, wanted]: unknown[] = [query[name], part[name]];
    if (!Array.isArray(asked) || !Array.isArray(wanted)) return asked === wanted;
    return asked.length === wanted.length && asked.every((it) => wanted.includes(it));
  });
}

const everyStatus: AccountStatus[] = [
  'active',
  'blocked',
  'readOnly',
  'removed',
  'deleted',
  'unknown',
];

/** What nearly every parent account has accounts of, or may have tomorrow. */
const everyday = new Set<AccountStatus>(['active', 'blocked', 'removed']);

/**
 * Which statuses have a button over the list. The rare ones have one where there are or were such
 * accounts, whatever is searched for just now, so that buttons do not come and go while somebody
 * types; and where one that is on would otherwise narrow the list unseen.
 */
export function statusToggles(
  on: readonly AccountStatus[],
  seen: ReadonlySet<AccountStatus>,
): AccountStatus[] {
  const shown = (status: AccountStatus): boolean =>
    everyday.has(status) ||
    seen.has(status) ||
    (on.includes(status) && !usualStatuses.includes(status));
  const allUnseen = on.length > 0 && !on.some(shown);
  return everyStatus.filter((it) => shown(it) || (allUnseen && on.includes(it)));
}
