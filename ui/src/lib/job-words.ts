// What a job is called and how it has ended, in words. Sentences are in messages/.
import type { ExportProgress, JobSnapshot } from '../backend';
import { t } from '../messages';
import { leftWords } from './export-words';
import { number, percent } from './format';
import { importJobName, importJobTitle, many, type FileJob } from './import-words';
import { changeOf, type StatusChange } from './status-change-words';

const changed = (job: JobSnapshot): number => job.counts.done + job.counts.unchanged;

/** Items that need nothing more. */
const settled = (job: JobSnapshot): number => changed(job) + job.counts.failed + job.counts.skipped;

/**
 * All entries of an export: exact once every account is counted, before that worked out from those
 * that are; null while nothing is known.
 */
export function allEntries(it: ExportProgress): { total: number; exact: boolean } | null {
  if (it.accountsCounted === 0) return null;
  if (it.accountsCounted >= it.accounts) return { total: it.expected, exact: true };
  const total = Math.round((it.expected * it.accounts) / it.accountsCounted);
  return { total: Math.max(total, it.entries), exact: false };
}

/** How far a job is, 0 to 100: an export by its entries, anything else by its items. */
export function jobProgress(job: JobSnapshot): number {
  const entries = job.export ? allEntries(job.export) : null;
  if (job.export && entries && entries.total > 0) {
    return percent(job.export.entries, entries.total);
  }
  return percent(settled(job), job.total);
}

/** How much of a job is done, in numbers. */
export function jobNumbers(job: JobSnapshot): string {
  const values = { done: number(settled(job)), ...many(job.total) };
  return job.export ? t('run-accounts', values) : t('run-done', values);
}

/** Accounts of an export of which something is missing; a part of one counts too. */
export const exportProblems = (job: JobSnapshot): number =>
  Math.max(job.export?.accountsWithProblems ?? 0, job.counts.failed);

/** What runs, where there is little room. */
export const jobShort = (job: JobSnapshot): string =>
  job.kind.kind === 'export' ? t('job-export-short') : jobName(job);

/** How fast, how long still, and what holds it up: "412 entries a second · about 5 min left". */
export function paceWords(job: JobSnapshot): string {
  switch (job.state) {
    case 'queued':
      return t('run-queued');
    case 'paused':
      return t('pace-paused');
    case 'cancelling':
      return t('run-cancelling');
    case 'cancelled':
    case 'interrupted':
    case 'finished':
      return '';
    case 'running':
  }
  const parts: string[] = [];
  if (job.problem?.code === 'offline') return t('pace-offline');
  if (job.export?.stage === 'finishing') return t('pace-finishing');
  if (job.export?.stage === 'preparing') {
    return t('pace-preparing', {
      done: number(job.export.accountsPrepared ?? 0),
      ...many(job.export.accounts),
    });
  }
  if (job.pace?.slowed) parts.push(t('pace-slowed'));
  const minutely = Math.round(job.pace?.perMinute ?? 0);
  const count = Math.round(job.export?.perSecond ?? 0);
  if (count > 0) {
    parts.push(t('pace-entries', { count, total: number(count) }));
  } else if (!job.export && minutely > 0) {
    parts.push(t('pace-minute', { total: number(minutely) }));
  }
  const left = job.export?.secondsLeft ?? job.pace?.secondsLeft ?? null;
  if (left !== null) parts.push(leftWords(left));
  return parts.join(' · ');
}

/**
 * What going on with the rest of a job that ended is called: what nobody knows the end of is looked
 * up, what failed is tried again. `failed`: of those only this many.
 */
export function retryWords({ counts }: JobSnapshot, failed = counts.failed): string {
  return failed === 0 && counts.unknown > 0
    ? t('retry-uncertain', many(counts.unknown))
    : t('retry-failed', many(failed + counts.unknown));
}

/** What to know before that; nothing where all of it failed for certain. */
export const retryHint = (job: JobSnapshot): string | null =>
  job.counts.unknown > 0 ? t('retry-looks-first') : null;

/** What to do about rows of a file whose end nobody knows: by hand only where Roster cannot. */
export function unclearWords(job: JobSnapshot, kind: FileJob): string {
  const count = many(job.counts.unknown);
  if (!job.canRetry) {
    return kind === 'import'
      ? t('importing-end-unclear-by-hand', count)
      : t('importing-end-unclear-change-by-hand', count);
  }
  const values = { ...count, button: retryWords(job) };
  return kind === 'import'
    ? t('importing-end-unclear', values)
    : t('importing-end-unclear-change', values);
}

/** The truth in one line: "11 of 12 accounts blocked". */
export function jobTitle(job: JobSnapshot): string {
  switch (job.kind.kind) {
    case 'changeStatus':
      return statusTitle(job, changeOf(job.kind.target, job.restores));
    case 'import':
    case 'edit':
      return importJobTitle(job, job.kind.kind);
    case 'export':
      return exportTitle(job, job.kind.fileName);
  }
}

/** What the job does, before it has ended: "Block 12 accounts". */
export function jobName(job: JobSnapshot): string {
  switch (job.kind.kind) {
    case 'changeStatus':
      return statusName(job, changeOf(job.kind.target, job.restores));
    case 'import':
    case 'edit':
      return importJobName(job, job.kind.kind);
    case 'export':
      return t('job-export', { file: job.kind.fileName });
  }
}

function exportTitle(job: JobSnapshot, file: string): string {
  const entries = job.export?.entries ?? 0;
  if (job.files.length === 0) return t('result-export-none', { file });
  if (exportProblems(job) > 0) return t('result-export-gaps', { file });
  return t('result-export', { file, count: entries, total: number(entries) });
}

function statusTitle(job: JobSnapshot, change: StatusChange): string {
  const done = changed(job);
  if (job.total === 1) {
    const name = job.onlyAccount ?? t('one-account');
    if (done === 1)
      return {
        active: t('result-one-active', { name }),
        restored: t('result-one-active', { name }),
        blocked: t('result-one-blocked', { name }),
        removed: t('result-one-removed', { name }),
      }[change];
    return {
      active: t('result-one-not-active', { name }),
      restored: t('result-one-not-restored', { name }),
      blocked: t('result-one-not-blocked', { name }),
      removed: t('result-one-not-removed', { name }),
    }[change];
  }
  const values = { done: number(done), count: job.total, total: number(job.total) };
  if (done === job.total) {
    const all = { count: job.total, total: number(job.total) };
    return {
      active: t('result-all-active', all),
      restored: t('result-all-restored', all),
      blocked: t('result-all-blocked', all),
      removed: t('result-all-removed', all),
    }[change];
  }
  return {
    active: t('result-some-active', values),
    restored: t('result-some-restored', values),
    blocked: t('result-some-blocked', values),
    removed: t('result-some-removed', values),
  }[change];
}

function statusName(job: JobSnapshot, change: StatusChange): string {
  if (job.total === 1 && job.onlyAccount) {
    const name = job.onlyAccount;
    return {
      active: t('job-one-active', { name }),
      restored: t('job-one-restored', { name }),
      blocked: t('job-one-blocked', { name }),
      removed: t('job-one-removed', { name }),
    }[change];
  }
  const values = { count: job.total, total: number(job.total) };
  return {
    active: t('job-active', values),
    restored: t('job-restored', values),
    blocked: t('job-blocked', values),
    removed: t('job-removed', values),
  }[change];
}
