// Ways out of the form for a new account, with the question they ask. What the form does is in
// new-account.svelte.ts.
import { t } from '../messages';
import type { App } from './app.svelte';

/** Whether what was typed into the form may be dropped; asks when there is something. */
export async function mayDropForm(app: App): Promise<boolean> {
  if (!app.newAccount.dirty) return true;
  return app.questions.ask({
    title: t('drop-form-title'),
    text: t('drop-form-text'),
    confirm: t('drop-form-confirm'),
    cancel: t('drop-form-cancel'),
    damage: true,
  });
}

/** Leaves the form; asks when something would be lost. */
export async function leaveNewAccount(app: App): Promise<void> {
  const { newAccount } = app;
  if (newAccount.busy || !(await mayDropForm(app))) return;
  newAccount.startOver(false);
  app.go('accounts');
}
