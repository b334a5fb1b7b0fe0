// What imports and changes from a file are called, how they go and how they end, in words.
// Sentences are in messages/.
import type { ImportField, ItemState, JobSnapshot } from '../backend';
import type { MarkName } from '../components/icons';
import { t } from '../messages';
import { number } from './format';

export type FileJob = 'import' | 'edit';

const values = (count: number) => ({ count, total: number(count) });

/** A number of things, for choosing the plural and for reading. */
export const many = values;

/** The truth in one line: "79 of 81 accounts created". */
export function importJobTitle(job: JobSnapshot, kind: FileJob): string {
  const { done, unchanged } = job.counts;
  const all = kind === 'import' ? done : done + unchanged;
  const some = { done: number(all), ...values(job.total) };
  if (job.total === 1 && job.counts.unknown + job.counts.sent > 0) {
    return kind === 'import'
      ? t('importing-one-unclear-created')
      : t('importing-one-unclear-changed');
  }
  if (job.state === 'cancelled' && all < job.total) {
    return kind === 'import'
      ? t('importing-end-stopped-create', some)
      : t('importing-end-stopped-change', some);
  }
  if (all === job.total) {
    return kind === 'import'
      ? t('importing-all-created', values(all))
      : t('importing-all-changed', values(all));
  }
  return kind === 'import' ? t('importing-some-created', some) : t('importing-some-changed', some);
}

/** What the job does, before it has ended: "Create 81 accounts". */
export function importJobName(job: JobSnapshot, kind: FileJob): string {
  return kind === 'import'
    ? t('importing-job-create', values(job.total))
    : t('importing-job-change', values(job.total));
}

/** The numbers of a job, those that are not zero: "39 created", "1 not done", "40 waiting". */
export function importNumbers(job: JobSnapshot, kind: FileJob): string[] {
  const { counts } = job;
  const ended = job.state === 'cancelled' || job.state === 'finished';
  const say = (count: number, words: (total: string) => string): string[] =>
    count > 0 ? [words(number(count))] : [];
  const waiting = counts.pending + counts.sent;
  return [
    // At the end the title says how many were done.
    ...say(ended ? 0 : counts.done, (total) =>
      kind === 'import'
        ? t('importing-run-created', { total })
        : t('importing-run-changed', { total }),
    ),
    ...say(counts.unchanged, (total) => t('importing-run-unchanged', { total })),
    ...say(counts.failed, (total) => t('importing-run-failed', { total })),
    ...say(counts.unknown, (total) => t('importing-run-unclear', { total })),
    ...(ended
      ? say(waiting + counts.skipped, (total) => t('importing-run-left', { total }))
      : say(waiting, (total) => t('importing-run-waiting', { total }))),
  ];
}

/** "about 6 minutes left", in the coarsest unit that still helps. */
export function timeLeft(seconds: number): string {
  if (seconds < 45) return t('importing-run-seconds');
  const minutes = Math.max(1, Math.round(seconds / 60));
  if (minutes < 90) return t('importing-run-minutes', values(minutes));
  return t('importing-run-hours', values(Math.round(minutes / 60)));
}

/** Mark, colour role and word of one row of a job. A failure says its reason instead. */
export function itemLook(
  state: ItemState,
  kind: FileJob,
): { mark: MarkName; tone: string; word: string } {
  switch (state) {
    case 'done':
      return {
        mark: 'done',
        tone: 'done',
        word: kind === 'import' ? t('importing-item-created') : t('importing-item-changed'),
      };
    case 'unchanged':
      return { mark: 'done', tone: 'done', word: t('importing-item-unchanged') };
    case 'failed':
      return { mark: 'failed', tone: 'failed', word: t('importing-item-failed') };
    case 'unknown':
      return { mark: 'partial', tone: 'paused', word: t('importing-item-unknown') };
    case 'sent':
      return { mark: 'running', tone: 'running', word: t('importing-item-sent') };
    case 'skipped':
      return { mark: 'skipped', tone: 'waiting', word: t('importing-item-skipped') };
    case 'pending':
      return { mark: 'waiting', tone: 'waiting', word: t('importing-item-pending') };
  }
}

/** What a field is called. The same words as Rust uses in files. */
export function fieldWord(field: ImportField): string {
  switch (field) {
    case 'name':
      return t('account-name');
    case 'adminName':
      return t('administrator-name');
    case 'adminEmail':
      return t('email');
    case 'phone':
      return t('phone');
    case 'website':
      return t('website');
    case 'referenceId':
      return t('reference-id');
    case 'description':
      return t('description');
    case 'template':
      return t('importing-template');
    case 'country':
      return t('country');
    case 'state':
      return t('state');
    case 'welcomeEmail':
      return t('importing-welcome');
    case 'password':
      return t('initial-password');
    case 'partnerId':
      return t('partner-id');
  }
}
