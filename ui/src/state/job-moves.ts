// What is said when a job ends and what can be done about it then, what stands in the way of a job,
// and the question before one is stopped.
import type { CapabilityKind, JobSnapshot } from '../backend';
import { many } from '../lib/import-words';
import { exportProblems, jobTitle } from '../lib/job-words';
import { t } from '../messages';
import type { App } from './app.svelte';
import { showExport } from './export-moves';
import { showImportJob } from './import-moves';

/** One account was changed and all went well. */
export function tellSingle(app: App, job: JobSnapshot): void {
  if (job.kind.kind !== 'changeStatus') return;
  const name = job.onlyAccount ?? '';
  const { target } = job.kind;
  const takeBack = { label: t('undo'), undoes: true as const, run: () => void undo(app, job) };
  const actions = job.canUndo ? [takeBack] : [];
  const words = {
    active: [t('toast-active', { name }), t('toast-active-text')],
    blocked: [t('toast-blocked', { name }), t('toast-blocked-text')],
    removed: [t('toast-removed', { name }), t('toast-removed-text')],
  }[target];
  const about = app.jobs.about(job);
  app.toasts.tell({ title: words[0] ?? '', text: words[1] ?? null, actions, about });
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
    leads: true as const,
    run: () => {
      if (kind === 'changeStatus') app.statusChange.showResult(job);
      else if (kind === 'export') showExport(app, job.id);
      else showImportJob(app, job.id);
    },
  };
  const tone = wentWell(job) ? 'done' : 'failed';
  app.toasts.tell({ tone, title: jobTitle(job), actions: [show], about: app.jobs.about(job) });
}

/** Nothing failed, nothing is uncertain, and an export has its file with all that belongs in it. */
function wentWell(job: JobSnapshot): boolean {
  if (job.counts.failed > 0 || job.counts.unknown > 0) return false;
  return job.kind.kind !== 'export' || (exportProblems(job) === 0 && job.files.length > 0);
}

/** Takes back what a job changed; where no screen says what went wrong with that, a toast does. */
async function undo(app: App, job: JobSnapshot): Promise<void> {
  await app.statusChange.undo(job);
  if (app.jobs.problem && app.place !== 'jobs') app.tellProblem(app.jobs.problem);
}

const needed: Record<JobSnapshot['kind']['kind'], CapabilityKind> = {
  changeStatus: 'changeStatus',
  import: 'createAccounts',
  edit: 'actAsAccount',
  export: 'exportEntries',
};

/** Why a job cannot send anything now, by its own connection and what it does; null when it can. */
export function whyNotGoOn(app: App, job: JobSnapshot): string | null {
  const { connections } = app;
  const { kind } = job.kind;
  const reads = kind === 'export';
  if (connections.current?.id === job.connection) {
    return reads ? connections.whyNotRead(needed[kind]) : connections.whyNot(needed[kind]);
  }
  const connection = connections.all.find((it) => it.id === job.connection);
  return connection?.readOnly && !reads ? t('why-read-only') : null;
}

/** Tries what failed again. The file of an export is written anew then, which is asked first. */
export async function retryJob(app: App, job: JobSnapshot): Promise<void> {
  if (job.kind.kind === 'export' && job.files.length > 0) {
    const changed = await app.backend.hasExportChanged(job.id).catch(() => false);
    const file = job.kind.fileName;
    const again = await app.questions.ask({
      title: t('rewrite-title'),
      text: changed ? t('rewrite-text-changed', { file }) : t('rewrite-text', { file }),
      confirm: t('rewrite-confirm'),
      cancel: t('cancel'),
      damage: false,
    });
    if (!again) return;
  }
  await app.jobs.retry(job.id);
}

/** Stops a job for good, or leaves an interrupted one as it is, after asking. */
export async function stopJob(app: App, job: JobSnapshot): Promise<JobSnapshot | null> {
  const left = job.counts.pending;
  const words = {
    changeStatus: {
      title: t('stop-status-title'),
      text: t('stop-status-text', many(left)),
      confirm: t('importing-stop-confirm'),
      cancel: t('importing-stop-cancel'),
    },
    import: {
      title: t('importing-stop-title-create'),
      text: t('importing-stop-text', many(left)),
      confirm: t('importing-stop-confirm'),
      cancel: t('importing-stop-cancel'),
    },
    edit: {
      title: t('importing-stop-title-change'),
      text: t('importing-stop-text', many(left)),
      confirm: t('importing-stop-confirm'),
      cancel: t('importing-stop-cancel'),
    },
    export: {
      title: t('export-cancel-title'),
      text: t('export-cancel-text'),
      confirm: t('export-cancel-confirm'),
      cancel: t('export-cancel-not'),
    },
  }[job.kind.kind];
  const interrupted =
    job.state === 'interrupted'
      ? { title: t('leave-job-title'), confirm: t('leave-it'), cancel: t('leave-job-cancel') }
      : {};
  const yes = await app.questions.ask({ ...words, ...interrupted, damage: true });
  return yes ? app.jobs.cancel(job.id) : null;
}
