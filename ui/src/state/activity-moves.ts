// Writing Activity to a file, and saying so. What is asked of the trail is in activity.svelte.ts.
import { number } from '../lib/format';
import { t } from '../messages';
import type { App } from './app.svelte';

export async function writeActivity(app: App): Promise<void> {
  await app.attempt(async () => {
    const lines = await app.activity.export();
    if (lines === null) return;
    app.toasts.tell({ title: t('toast-exported', { count: lines, total: number(lines) }) });
  });
}
