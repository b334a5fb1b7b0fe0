// Ways into and through exporting entries. What an export is made of is in export-form.svelte.ts
// and exports.svelte.ts.
import type { JobId } from '../backend';
import { hasFilters } from '../lib/query';
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
