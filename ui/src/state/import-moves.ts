// Ways into and out of importing, with the questions they ask. What an import is made of is in
// import.svelte.ts and import-run.svelte.ts.
import type { ImportPurpose, JobId, JobSnapshot, OpenChoice, TemplateKind } from '../backend';
import { many } from '../lib/import-words';
import { t } from '../messages';
import type { App } from './app.svelte';

/** Whether the file that is open may be closed; asks when something would be lost. */
export async function mayDropFile(app: App): Promise<boolean> {
  const { purpose } = app.imports;
  return mayLose(
    app,
    purpose === 'create' ? t('importing-drop-title') : t('importing-drop-title-change'),
    t('importing-drop-confirm'),
  );
}

/** Whether what was fixed here may be lost; asks when there is something. */
async function mayLose(app: App, title: string, confirm: string): Promise<boolean> {
  const { imports } = app;
  if (imports.busy === 'starting') return false;
  if (!imports.open || !imports.dirty) return true;
  return app.questions.ask({
    title,
    text: t('importing-drop-text'),
    confirm,
    cancel: t('importing-drop-cancel'),
    damage: true,
  });
}

/** Lets the person choose another file in place of the one that is open. */
export async function chooseOtherFile(app: App): Promise<void> {
  const may = await mayLose(app, t('importing-reread-title'), t('importing-choose-other-confirm'));
  if (may) await app.imports.chooseFile();
}

/** Reads the file that is open in another way. Whether it was. */
export async function readOtherwise(app: App, change: Partial<OpenChoice>): Promise<boolean> {
  const may = await mayLose(app, t('importing-reread-title'), t('importing-reread-confirm'));
  return may && app.imports.readAs(change);
}

/** Opens the window for a file; one that is open for the same purpose is shown again. */
export async function openImport(app: App, purpose: ImportPurpose): Promise<void> {
  const { imports } = app;
  if (imports.purpose !== purpose && !(await mayDropFile(app))) return;
  imports.begin(purpose);
  app.go('import');
}

export async function leaveImport(app: App): Promise<void> {
  if (!(await mayDropFile(app))) return;
  app.imports.forget();
  app.go('accounts');
}

/** The screen of an import or edit that runs or ran. */
export function showImportJob(app: App, id: JobId): void {
  app.importRun.show(id);
  app.go('importRun');
}

/** Saves the result, unless that was done, and opens it as the next file. */
export async function importAgain(app: App, job: JobSnapshot): Promise<void> {
  const { imports, importRun } = app;
  const purpose: ImportPurpose = job.kind.kind === 'edit' ? 'edit' : 'create';
  if (!(await mayDropFile(app))) return;
  const path = await importRun.resultFile(job.id);
  if (path === null) return;
  app.go('import');
  await imports.readInstead(path, purpose);
}

/** Stops an import for good, after asking: what was not sent stays out. */
export async function stopImportJob(app: App, job: JobSnapshot): Promise<void> {
  const waiting = job.counts.pending;
  const stop = await app.questions.ask({
    title:
      job.kind.kind === 'edit'
        ? t('importing-stop-title-change')
        : t('importing-stop-title-create'),
    text: t('importing-stop-text', many(waiting)),
    confirm: t('importing-stop-confirm'),
    cancel: t('importing-stop-cancel'),
    damage: true,
  });
  if (stop) await app.importRun.control((jobs, id) => jobs.cancel(id));
}

/** Saves the result file and says so. */
export async function saveResult(app: App, job: JobSnapshot): Promise<void> {
  const { importRun } = app;
  const path = await importRun.saveResult(job.id);
  // The screen of the job shows what went wrong in its place; elsewhere a toast does.
  if (importRun.problem && app.place !== 'importRun') app.tellProblem(importRun.problem);
  if (path !== null)
    app.toasts.tell({ title: t('importing-saved'), text: path, about: [`file ${path}`] });
}

/** Saves a workbook to fill in where the person says. */
export async function saveTemplate(app: App, kind: TemplateKind): Promise<void> {
  const { backend } = app;
  await app.attempt(async () => {
    const name = await backend.suggestImportTemplateName(kind);
    const path = await backend.chooseSavePath(name, 'xlsx');
    if (path === null) return;
    await backend.saveImportTemplate(kind, path);
    app.toasts.tell({ title: t('importing-template-saved'), text: path, about: [`file ${path}`] });
  });
}
