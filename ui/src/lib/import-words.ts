// What imports and changes from a file are called, and how they end, in words. Sentences are in
// messages/.
import type { JobSnapshot } from '../backend';
import { t } from '../messages';
import { number } from './format';

type FileJob = 'import' | 'edit';

const values = (count: number) => ({ count, total: number(count) });

/** The truth in one line: "79 of 81 accounts created". */
export function importJobTitle(job: JobSnapshot, kind: FileJob): string {
  const { done, unchanged } = job.counts;
  const all = kind === 'import' ? done : done + unchanged;
  if (all === job.total) {
    return kind === 'import'
      ? t('importing-all-created', values(all))
      : t('importing-all-changed', values(all));
  }
  const some = { done: number(all), ...values(job.total) };
  return kind === 'import' ? t('importing-some-created', some) : t('importing-some-changed', some);
}

/** What the job does, before it has ended: "Create 81 accounts". */
export function importJobName(job: JobSnapshot, kind: FileJob): string {
  return kind === 'import'
    ? t('importing-job-create', values(job.total))
    : t('importing-job-change', values(job.total));
}
