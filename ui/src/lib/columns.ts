// The columns of the account list: which there are, in which order and how wide. The name stands
// first, takes what is left over and cannot be hidden.
import type { AccountColumn, ColumnPreference } from '../backend';

export interface Column {
  column: AccountColumn;
  /** None: the design's own width. */
  widthPx: number | null;
  shown: boolean;
}

/** Dropped first when the window gets narrow; 0 is never dropped. */
export const dropOrder: Record<AccountColumn, number> = {
  name: 0,
  status: 0,
  id: 2,
  createdAt: 2,
  referenceId: 3,
  adminName: 4,
  adminEmail: 4,
  phone: 4,
  website: 4,
};

const usual: Column[] = [
  { column: 'name', widthPx: null, shown: true },
  { column: 'id', widthPx: null, shown: true },
  { column: 'status', widthPx: null, shown: true },
  { column: 'adminName', widthPx: null, shown: true },
  { column: 'referenceId', widthPx: null, shown: true },
  { column: 'createdAt', widthPx: null, shown: true },
  { column: 'adminEmail', widthPx: null, shown: false },
  { column: 'phone', widthPx: null, shown: false },
  { column: 'website', widthPx: null, shown: false },
];

export const narrowest = 64;
export const widest = 640;

/** What was kept, with columns added that a newer version knows; the name always first. */
export function columnsFrom(kept: ColumnPreference[]): Column[] {
  const known = new Set(usual.map((it) => it.column));
  const seen = new Set<AccountColumn>();
  const columns: Column[] = [];
  for (const it of kept) {
    if (!known.has(it.column) || seen.has(it.column)) continue;
    seen.add(it.column);
    columns.push({ ...it, widthPx: it.widthPx === null ? null : fitWidth(it.widthPx) });
  }
  for (const it of usual) if (!seen.has(it.column)) columns.push({ ...it });
  const name = columns.filter((it) => it.column === 'name').map((it) => ({ ...it, shown: true }));
  return [...name, ...columns.filter((it) => it.column !== 'name')];
}

export const fitWidth = (width: number): number =>
  Math.round(Math.min(widest, Math.max(narrowest, width)));

/** The columns with one of them moved by one place; the name stays first. */
export function moved(columns: Column[], column: AccountColumn, by: -1 | 1): Column[] {
  const from = columns.findIndex((it) => it.column === column);
  const to = from + by;
  const one = columns[from];
  const other = columns[to];
  if (!one || !other || column === 'name' || to < 1) return columns;
  const next = [...columns];
  next[from] = other;
  next[to] = one;
  return next;
}

const widths: Record<AccountColumn, string> = {
  name: 'minmax(var(--col-name-min), 1fr)',
  id: 'var(--col-id)',
  status: 'var(--col-status)',
  adminName: 'var(--col-person)',
  adminEmail: 'var(--col-wide)',
  phone: 'var(--col-person)',
  website: 'var(--col-wide)',
  referenceId: 'var(--col-ref)',
  createdAt: 'var(--col-date)',
};

/** How much of a row there is room for, by the width of the list itself. */
export type Room = 'wide' | 'middle' | 'snug' | 'narrow';

export function roomFor(width: number): Room {
  if (width >= 860) return 'wide';
  if (width >= 740) return 'middle';
  return width >= 600 ? 'snug' : 'narrow';
}

/** The columns that there is room for. */
export function columnsFor(columns: Column[], room: Room): Column[] {
  const limit = { wide: 9, middle: 3, snug: 2, narrow: 0 }[room];
  return columns.filter((it) => it.shown && dropOrder[it.column] <= limit);
}

/** The value of grid-template-columns, with the column of checkboxes in front. */
export function template(columns: Column[], room: Room): string {
  const tracks = columns.map((it) => {
    if (it.column === 'name' && (it.widthPx === null || room !== 'wide')) {
      return room === 'wide' ? widths.name : 'minmax(0, 1fr)';
    }
    return it.widthPx === null ? widths[it.column] : `${String(it.widthPx)}px`;
  });
  return ['var(--col-check)', ...tracks].join(' ');
}
