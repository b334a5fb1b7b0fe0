// What is said when a job ends, and what can be done about it then.
import type { JobSnapshot } from '../backend';
import { jobTitle } from '../lib/job-words';
import { t } from '../messages';
import type { App } from './app.svelte';
import { showExport } from './export-moves';
import { showImportJob } from './import-moves';

/** One account was changed and all went well. */
export function tellSingle(app: App, job: JobSnapshot): void {
  if (job.kind.kind !== 'changeStatus') return;
  const name = job.onlyAccount ?? '';
  const { target } = job.kind;
  const actions = job.canUndo ? [{ label: t('undo'), run: () => void undo(app, job) }] : [];
  const words = {
    active: [t('toast-active', { name }), t('toast-active-text')],
    blocked: [t('toast-blocked', { name }), t('toast-blocked-text')],
    removed: [t('toast-removed', { name }), t('toast-removed-text')],
  }[target];
  app.toasts.tell({ title: words[0] ?? '', text: words[1] ?? null, actions });
}

/** A job ended that nobody was looking at. */
export function tellEnd(app: App, job: JobSnapshot): void {
  const { kind } = job.kind;
  if (kind === 'export' && app.place === 'exportRun' && app.exports.shown === job.id) {
    app.announce(jobTitle(job));
    return;
  }
  if (kind === 'changeStatus' && job.total === 1 && job.counts.done === 1) {
    tellSingle(app, job);
    return;
  }
  const show = {
    label: t('show-result'),
    run: () => {
      if (kind === 'changeStatus') app.statusChange.showResult(job);
      else if (kind === 'export') showExport(app, job.id);
      else showImportJob(app, job.id);
    },
  };
  const tone = job.counts.failed > 0 ? 'failed' : 'done';
  app.toasts.tell({ tone, title: jobTitle(job), actions: [show] });
}

/** Takes back what a job changed; where no screen says what went wrong with that, a toast does. */
async function undo(app: App, job: JobSnapshot): Promise<void> {
  await app.statusChange.undo(job);
  if (app.jobs.problem && app.place !== 'jobs') app.tellProblem(app.jobs.problem);
}
