// Ways into and through exporting entries. What an export is made of is in export-form.svelte.ts
// and exports.svelte.ts.
import type { ExportPreset, JobId } from '../backend';
import { hasFilters } from '../lib/query';
import { t } from '../messages';
import type { App } from './app.svelte';
import type { Chosen } from './export-form.svelte';

/** The form for an export: of these accounts, of the ticked ones, or as it was left. */
export function openExport(app: App, chosen: Chosen | null = null): void {
  const { selection, accounts } = app;
  const { query } = accounts;
  const narrowed =
    query.text.trim() !== '' || hasFilters(query) || !query.statuses.includes('active');
  const scope = chosen ? 'chosen' : selection.count > 0 ? 'selected' : null;
  void app.exportForm.open(scope, selection.ids, chosen, narrowed ? query : null);
  app.go('exportForm');
}

export async function startExport(app: App): Promise<void> {
  const job = await app.exportForm.start();
  if (!job) return;
  app.jobs.answered(job, null);
  showExport(app, job.id);
}

/** What a toast tells of that offers deleted settings again: by their name, and all of them. */
export const deletedSettings = (name = ''): string => `deleted settings ${name}`;

/** Forgets settings that were kept by name; that can be taken back. */
export async function deleteSettings(app: App, preset: ExportPreset): Promise<void> {
  const { exportForm: form, toasts } = app;
  const shown = form.presetId === preset.id ? form.draft : null;
  if (!(await app.attempt(() => form.deletePreset(preset.id)))) return;
  const restore = (): void => {
    void app.attempt(() => form.restorePreset(preset, shown));
  };
  toasts.tell({
    title: t('toast-settings-deleted', { name: preset.name }),
    actions: [{ label: t('undo'), undoes: true, run: restore }],
    about: [deletedSettings(), deletedSettings(preset.name)],
  });
}

/** Keeps what the form shows under a name. What had that name before does not come back. */
export async function saveSettings(app: App, name: string): Promise<boolean> {
  if (!(await app.attempt(() => app.exportForm.savePreset(name)))) return false;
  app.toasts.forget([deletedSettings(name)]);
  return true;
}

/** How an export goes, or went. */
export function showExport(app: App, id: JobId): void {
  app.exports.show(id);
  app.go('exportRun');
}

export async function openExportFile(app: App, id: JobId): Promise<void> {
  await app.attempt(() => app.backend.openExportFile(id));
}

export async function showExportFile(app: App, id: JobId): Promise<void> {
  await app.attempt(() => app.backend.showExportFile(id));
}
