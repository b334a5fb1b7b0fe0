// The columns that an export can have: their groups, the usual ones, and putting them in order.
// What they are called is in export-words.ts.
import type { Column } from '../backend';

export type ColumnGroup = 'account' | 'basic' | 'categories' | 'captions' | 'events' | 'metadata';

export const columnGroups: { group: ColumnGroup; columns: Column[] }[] = [
  { group: 'account', columns: ['accountName', 'accountId', 'accountReferenceId'] },
  {
    group: 'basic',
    columns: [
      'entryId',
      'name',
      'description',
      'tags',
      'mediaType',
      'status',
      'moderation',
      'length',
      'lengthMs',
      'createdAt',
      'updatedAt',
      'owner',
      'creator',
      'referenceId',
      'groupId',
      'redirectEntryId',
      'templateEntryId',
      'startDate',
      'endDate',
      'plays',
      'views',
      'lastPlayedAt',
    ],
  },
  { group: 'categories', columns: ['categoryNames', 'categoryIds'] },
  { group: 'captions', columns: ['captionLanguages', 'captionLinks'] },
  { group: 'events', columns: ['eventCount', 'nextEventStart', 'nextEventTitle', 'eventsText'] },
  { group: 'metadata', columns: ['metadata'] },
];

export const allColumns: Column[] = columnGroups.flatMap((it) => it.columns);

/** What stands in the file unless something else is chosen. */
export const usualColumns: Column[] = [
  'accountName',
  'accountId',
  'accountReferenceId',
  'entryId',
  'name',
  'referenceId',
  'mediaType',
  'status',
  'length',
  'createdAt',
  'owner',
  'categoryNames',
  'captionLanguages',
];

export const groupOf = (column: Column): ColumnGroup =>
  columnGroups.find((it) => it.columns.includes(column))?.group ?? 'basic';

/** Takes a column in: after the last one of its group, so that what belongs together stays so. */
export function withColumn(columns: Column[], column: Column): Column[] {
  if (columns.includes(column)) return columns;
  const group = groupOf(column);
  const last = columns.findLastIndex((it) => groupOf(it) === group);
  const at = last < 0 ? columns.length : last + 1;
  return [...columns.slice(0, at), column, ...columns.slice(at)];
}

/** Puts a column at a place, from 0; past the ends means at the end. */
export function columnAt(columns: Column[], column: Column, place: number): Column[] {
  if (!columns.includes(column)) return columns;
  const rest = columns.filter((it) => it !== column);
  const at = Math.min(rest.length, Math.max(0, place));
  return [...rest.slice(0, at), column, ...rest.slice(at)];
}
