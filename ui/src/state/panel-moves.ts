// Leaving what was written about the open account, with the question that it asks. How it is kept
// is in panel.svelte.ts.
import { t } from '../messages';
import type { App } from './app.svelte';

/** Writes the note and the labels. Whether one may go on; asks when they could not be kept. */
export async function mayLeaveNote(app: App): Promise<boolean> {
  if (await app.panel.flush()) return true;
  return app.questions.ask({
    title: t('drop-note-title'),
    text: t('drop-note-text'),
    confirm: t('drop-form-confirm'),
    cancel: t('drop-form-stay'),
    damage: true,
  });
}
