// What is chosen on the export form, and the options that Rust is asked with. Nothing here asks.
import type {
  AccountId,
  AccountQuery,
  AccountScope,
  Column,
  DayRange,
  EntryStatus,
  ExportFormat,
  ExportOptions,
  MediaType,
  SheetChoice,
} from '../backend';
import { usualColumns } from './export-columns';
import { dayOf, localZone, momentOf } from './zones';

/** Which accounts, in the words of the form. */
export type Scope = 'selected' | 'chosen' | 'view' | 'allActive';

/** Tags and categories as typed, and days as days. */
export interface ExportDraft {
  scope: Scope;
  parent: boolean;
  readOnly: boolean;
  templates: boolean;
  statuses: EntryStatus[];
  mediaTypes: MediaType[];
  unmoderated: boolean;
  /** Days that move with today; while there are some, from and to are of no account. */
  days: DayRange | null;
  from: string;
  to: string;
  tags: string;
  categories: string;
  onlyCaptioned: boolean;
  columns: Column[];
  file: ExportFormat;
  sheets: SheetChoice;
  zone: string;
}

/** In the order of the form. Deleted ones are offered only where a kept choice has them. */
export const entryStatuses: EntryStatus[] = [
  'ready',
  'converting',
  'importing',
  'noContent',
  'pending',
  'moderate',
  'blocked',
  'errorConverting',
  'errorImporting',
];

export const mediaTypes: MediaType[] = ['video', 'audio', 'image', 'live'];

/** All that has content or is about to have. */
export const usualDraft = (): ExportDraft => ({
  scope: 'allActive',
  parent: false,
  readOnly: false,
  templates: false,
  statuses: ['ready', 'noContent', 'importing', 'converting'],
  mediaTypes: ['video', 'image', 'audio', 'live'],
  unmoderated: false,
  days: null,
  from: '',
  to: '',
  tags: '',
  categories: '',
  onlyCaptioned: false,
  columns: usualColumns,
  file: 'xlsx',
  sheets: 'one',
  zone: localZone(),
});

/** `lecture, biology` as a list; neither may hold a comma at Kaltura. */
export const listOf = (typed: string): string[] => [
  ...new Set(
    typed
      .split(/[,\n]/)
      .map((it) => it.trim())
      .filter(Boolean),
  ),
];

/** Whether a part of a draft asks for the same in another, however it is typed. */
export function asksTheSame(one: ExportDraft, other: ExportDraft, key: keyof ExportDraft): boolean {
  const asked = (draft: ExportDraft): unknown =>
    key === 'tags' || key === 'categories' ? listOf(draft[key]) : draft[key];
  return JSON.stringify(asked(one)) === JSON.stringify(asked(other));
}

/** What is wrong with a draft, if anything. */
export type DraftProblem = 'noAccounts' | 'noStatuses' | 'badDay' | 'daysCrossed' | 'noColumns';

export function problemsOf(draft: ExportDraft, accounts: AccountId[] | null): DraftProblem[] {
  const problems: DraftProblem[] = [];
  if (accounts?.length === 0 && !draft.parent) problems.push('noAccounts');
  if (draft.statuses.length === 0) problems.push('noStatuses');
  const { since, until } = momentsOf(draft);
  const typed = draft.days === null;
  if (typed && ((draft.from !== '' && since === null) || (draft.to !== '' && until === null))) {
    problems.push('badDay');
  } else if (since !== null && until !== null && since > until) problems.push('daysCrossed');
  if (draft.columns.length === 0) problems.push('noColumns');
  return problems;
}

/** Days that were typed; Rust works out the others when the export begins. */
function momentsOf(draft: ExportDraft): { since: number | null; until: number | null } {
  if (draft.days !== null) return { since: null, until: null };
  return {
    since: momentOf(draft.from, 'first', draft.zone),
    until: momentOf(draft.to, 'last', draft.zone),
  };
}

function whichOf(
  draft: ExportDraft,
  accounts: AccountId[] | null,
  query: AccountQuery | null,
): AccountScope {
  if (draft.scope === 'view' && query !== null) return { kind: 'found', query };
  return accounts === null ? { kind: 'allActive' } : { kind: 'these', accounts };
}

/**
 * `accounts`: exactly these; null means all active ones. `query`: what finds those of the view,
 * asked again when the export begins.
 */
export function optionsFrom(
  draft: ExportDraft,
  accounts: AccountId[] | null,
  query: AccountQuery | null,
): ExportOptions {
  return {
    accounts: {
      which: whichOf(draft, accounts, query),
      parent: draft.parent,
      readOnly: draft.readOnly,
      templates: draft.templates,
    },
    entries: {
      statuses: draft.statuses,
      mediaTypes: draft.mediaTypes,
      unmoderated: draft.unmoderated,
      days: draft.days,
      ...momentsOf(draft),
      tags: listOf(draft.tags),
      categories: listOf(draft.categories),
      onlyCaptioned: draft.onlyCaptioned,
    },
    columns: draft.columns,
    file: draft.file,
    sheets: draft.file === 'csv' ? 'one' : draft.sheets,
    zone: draft.zone,
  };
}

const scopes = { allActive: 'allActive', found: 'view', these: 'chosen' } as const;

/** The other way round, for options that were kept. */
export function draftFrom(options: ExportOptions): ExportDraft {
  const { accounts, entries } = options;
  const zone = options.zone || 'UTC';
  const days = entries.days ?? null;
  const day = (at: number | null): string => (days === null ? dayOf(at, zone) : '');
  return {
    scope: scopes[accounts.which.kind],
    parent: accounts.parent,
    readOnly: accounts.readOnly,
    templates: accounts.templates,
    statuses: entries.statuses,
    mediaTypes: entries.mediaTypes,
    unmoderated: entries.unmoderated,
    days,
    from: day(entries.since),
    to: day(entries.until),
    tags: entries.tags.join(', '),
    categories: entries.categories.join(', '),
    onlyCaptioned: entries.onlyCaptioned,
    columns: options.columns,
    file: options.file,
    sheets: options.sheets,
    zone,
  };
}
