// What columns, statuses and ends of an export are called, and how long it takes, in words.
// Sentences are in messages/.
import type {
  AccountProgress,
  AccountReport,
  Column,
  EntryStatus,
  ExportEstimate,
  MediaType,
} from '../backend';
import type { MarkName } from '../components/icons';
import { t, type PlainMessageId } from '../messages';
import type { ColumnGroup } from './export-columns';
import { number } from './format';

const columnIds: Record<Column, PlainMessageId> = {
  accountName: 'entries-column-account-name',
  accountId: 'entries-column-account-id',
  accountReferenceId: 'entries-column-account-reference-id',
  entryId: 'entries-column-entry-id',
  name: 'entries-column-name',
  description: 'entries-column-description',
  tags: 'entries-column-tags',
  mediaType: 'entries-column-media-type',
  status: 'entries-column-status',
  moderation: 'entries-column-moderation',
  length: 'entries-column-length',
  lengthMs: 'entries-column-length-ms',
  createdAt: 'entries-column-created-at',
  updatedAt: 'entries-column-updated-at',
  owner: 'entries-column-owner',
  creator: 'entries-column-creator',
  referenceId: 'entries-column-reference-id',
  groupId: 'entries-column-group-id',
  redirectEntryId: 'entries-column-redirect-entry-id',
  templateEntryId: 'entries-column-template-entry-id',
  startDate: 'entries-column-start-date',
  endDate: 'entries-column-end-date',
  plays: 'entries-column-plays',
  views: 'entries-column-views',
  lastPlayedAt: 'entries-column-last-played-at',
  categoryNames: 'entries-column-category-names',
  categoryIds: 'entries-column-category-ids',
  captionLanguages: 'entries-column-caption-languages',
  captionLinks: 'entries-column-caption-links',
  eventCount: 'entries-column-event-count',
  nextEventStart: 'entries-column-next-event-start',
  nextEventTitle: 'entries-column-next-event-title',
  eventsText: 'entries-column-events-text',
  metadata: 'entries-column-metadata',
};

const groupIds: Record<ColumnGroup, PlainMessageId> = {
  account: 'entries-group-account',
  basic: 'entries-group-basic',
  categories: 'entries-group-categories',
  captions: 'entries-group-captions',
  events: 'entries-group-events',
  metadata: 'entries-group-metadata',
};

const statusIds: Record<EntryStatus, PlainMessageId> = {
  ready: 'entries-status-ready',
  converting: 'entries-status-converting',
  importing: 'entries-status-importing',
  noContent: 'entries-status-no-content',
  pending: 'entries-status-pending',
  moderate: 'entries-status-moderate',
  blocked: 'entries-status-blocked',
  deleted: 'entries-status-deleted',
  errorConverting: 'entries-status-error-converting',
  errorImporting: 'entries-status-error-importing',
};

const mediaIds: Record<MediaType, PlainMessageId> = {
  video: 'entries-media-video',
  audio: 'entries-media-audio',
  image: 'entries-media-image',
  live: 'entries-media-live',
};

export const entryColumnWord = (column: Column): string => t(columnIds[column]);
export const columnGroupWord = (group: ColumnGroup): string => t(groupIds[group]);
export const entryStatusWord = (status: EntryStatus): string => t(statusIds[status]);
export const mediaWord = (media: MediaType): string => t(mediaIds[media]);

interface Length {
  unit: 'moment' | 'seconds' | 'minutes' | 'hours';
  count: number;
  minutes: number;
}

/** A length of time as coarse as an estimate deserves. */
export function roundLength(seconds: number): Length {
  if (seconds < 5) return { unit: 'moment', count: 0, minutes: 0 };
  if (seconds < 55) return { unit: 'seconds', count: Math.ceil(seconds / 5) * 5, minutes: 0 };
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 60) return { unit: 'minutes', count: minutes, minutes: 0 };
  const tens = Math.round(minutes / 10) * 10;
  return { unit: 'hours', count: Math.floor(tens / 60), minutes: tens % 60 };
}

/** "about 12 minutes" */
export function lengthWords(seconds: number): string {
  const { unit, count, minutes } = roundLength(seconds);
  switch (unit) {
    case 'moment':
      return t('length-moment');
    case 'seconds':
      return t('length-seconds', { count });
    case 'minutes':
      return t('length-minutes', { count });
    case 'hours':
      return minutes === 0
        ? t('length-hours', { count })
        : t('length-hours-minutes', { count, minutes });
  }
}

/** "about 5 min left" */
export function leftWords(seconds: number): string {
  const { unit, count, minutes } = roundLength(seconds);
  switch (unit) {
    case 'moment':
      return t('left-moment');
    case 'seconds':
      return t('left-seconds', { count });
    case 'minutes':
      return t('left-minutes', { count });
    case 'hours':
      return minutes === 0
        ? t('left-hours', { count })
        : t('left-hours-minutes', { count, minutes });
  }
}

/** Two figures that count, the rest zeros: 183,914 is about 180,000. */
export function roughly(value: number): number {
  if (value < 100) return value;
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Math.round(value / step) * step;
}

/** "About 180,000 entries in 303 accounts, about 12 minutes", with strong figures. */
export function estimateWords(estimate: ExportEstimate): string {
  const exact = estimate.counted >= estimate.accounts;
  const entries = exact ? estimate.entries : roughly(estimate.entries);
  const values = {
    count: estimate.accounts,
    entries: t('entries-count', { count: entries, total: number(entries) }),
    accounts: number(estimate.accounts),
    time: lengthWords(estimate.seconds),
  };
  if (estimate.accounts === 0) return t('estimate-none');
  if (exact && entries === 0) return t('estimate-no-entries', values);
  return exact ? t('estimate-exact', values) : t('estimate-about', values);
}

export interface AccountLook {
  mark: MarkName;
  tone: string;
  word: string;
  /** The whole of it, with what to do. */
  more: string | null;
}

/** Its entries in the file; while that is being written, those that will be. */
export function inTheFile({ outcome, read, written }: AccountReport): number {
  return outcome === 'complete' && written === 0 ? read : written;
}

function endOf(report: AccountReport): AccountLook {
  const [first] = report.problems;
  const more = report.problems.map((it) =>
    [it.message, it.detail.nextStep].filter(Boolean).join(' '),
  );
  const all = more.length > 0 ? more.join('\n') : null;
  switch (report.outcome) {
    case 'complete': {
      if (inTheFile(report) === 0) {
        return { mark: 'done', tone: 'done', word: t('account-no-entries'), more: null };
      }
      const changes = [];
      if (report.gone > 0) {
        changes.push(t('account-gone', { count: report.gone, total: number(report.gone) }));
      }
      if (report.added > 0) {
        changes.push(t('account-added', { count: report.added, total: number(report.added) }));
      }
      const word = [t('account-complete'), ...changes].join(' · ');
      return { mark: 'done', tone: 'done', word, more: changes.length > 0 ? word : null };
    }
    case 'incomplete':
    case 'partial': {
      const missing = t('account-missing', {
        count: report.missing,
        total: number(report.missing),
      });
      const word = first?.message ?? (report.missing > 0 ? missing : t('account-gaps'));
      return { mark: 'partial', tone: 'paused', word, more: all };
    }
    case 'failed':
      return {
        mark: 'failed',
        tone: 'failed',
        word: first?.message ?? t('account-failed'),
        more: all,
      };
    case 'unreadable':
      return {
        mark: 'failed',
        tone: 'failed',
        word: first?.message ?? t('account-unreadable'),
        more: all,
      };
    case 'notDone':
      return { mark: 'skipped', tone: 'waiting', word: t('account-not-done'), more: all };
  }
}

/** How one account stands, with its mark. Null while it runs: a bar says it then. */
export function accountLook(account: AccountProgress): AccountLook | null {
  if (account.report) return endOf(account.report);
  switch (account.state) {
    case 'waiting':
      return { mark: 'waiting', tone: 'waiting', word: t('account-waiting'), more: null };
    case 'running':
      return null;
    case 'complete':
      return { mark: 'done', tone: 'done', word: t('account-complete'), more: null };
    case 'problem':
      return { mark: 'failed', tone: 'failed', word: t('account-failed'), more: null };
  }
}
