// Ways out of the form for a new account, with the question they ask. What the form does is in
// new-account.svelte.ts.
import type { AccountId } from '../backend';
import { t } from '../messages';
import type { App } from './app.svelte';
import type { NewAccountForm } from './new-account.svelte';
import type { Question } from './questions.svelte';

/** What is lost by dropping the form as it stands, in words that are true of its phase. */
function questionOf(app: App, form: NewAccountForm): Question {
  const cancel = t('drop-form-stay');
  const parent = app.connections.all.find((it) => it.id === form.connection)?.parentName ?? '';
  switch (form.phase) {
    case 'editing':
    case 'validating':
      return {
        title: t('drop-form-title'),
        text: t('drop-form-text'),
        confirm: t('drop-form-confirm'),
        cancel: t('drop-form-cancel'),
        damage: true,
      };
    case 'creating':
      return {
        title: t('drop-creating-title'),
        text: t('drop-creating-text', { parent }),
        confirm: t('drop-creating-confirm'),
        cancel,
        damage: true,
      };
    case 'unclear':
      return {
        title: form.found === null ? t('drop-form-title') : t('drop-unclear-title'),
        text: form.found === null ? t('drop-not-found-text') : t('drop-unclear-text', { parent }),
        confirm: t('drop-form-confirm'),
        cancel,
        damage: true,
      };
    case 'orphaned':
      return {
        title: t('drop-orphaned-title'),
        text: t('drop-orphaned-text'),
        confirm: t('drop-form-confirm'),
        cancel,
        damage: true,
      };
    case 'created':
      return {
        title: t('drop-password-title'),
        text: t('drop-password-text'),
        confirm: t('drop-password-confirm'),
        cancel: t('drop-password-cancel'),
        damage: true,
      };
  }
}

/** Whether what is in this form may be dropped; asks when something would be lost. */
async function mayDrop(app: App, form: NewAccountForm): Promise<boolean> {
  // It was found: nothing about it is open any more.
  if (!form.matters || (form.phase === 'unclear' && form.found)) return true;
  return app.questions.ask(questionOf(app, form));
}

/** Whether every form that was begun may be dropped, each asked for by itself. */
export async function mayDropForms(app: App): Promise<boolean> {
  for (const form of app.newAccounts.all) {
    if (!(await mayDrop(app, form))) return false;
  }
  return true;
}

/** Whether the form of a connection that is to be removed may be dropped. */
export function mayDropFormOf(app: App, connection: string): Promise<boolean> {
  return mayDrop(app, app.newAccounts.of(connection));
}

/** Leaves the form, for the list or for an account in it; asks when something would be lost. */
export async function leaveNewAccount(app: App, account: AccountId | null = null): Promise<void> {
  const { newAccount } = app;
  if (newAccount.busy || !(await mayDrop(app, newAccount))) return;
  newAccount.startOver(false);
  if (account === null) app.go('accounts');
  else app.showAccount(account);
}

/** From the account that was created to a form for one like it. */
export async function createAnother(app: App): Promise<void> {
  const { newAccount } = app;
  if (!(await mayDrop(app, newAccount))) return;
  newAccount.startOver(true);
  void newAccount.open();
}

/** How a creation ended, when its screen is not the one that is shown. */
export function tellCreation(app: App, form: NewAccountForm): void {
  const here = app.connections.current?.id === form.connection;
  if (here && app.place === 'newAccount') return;
  const show = {
    label: t('show'),
    leads: true as const,
    run: () => {
      app.go('newAccount');
    },
  };
  const actions = here ? [show] : [];
  const { created, problem } = form;
  const about = [`creation ${form.connection ?? ''} ${form.form.name}`];
  if (created) {
    app.toasts.tell({ title: t('created-title'), text: created.account.name, actions, about });
    return;
  }
  const { phase } = form;
  const title =
    phase === 'unclear'
      ? t('unclear-title')
      : phase === 'orphaned'
        ? t('orphaned-title')
        : t('create-failed');
  app.toasts.tell({ tone: 'failed', title, text: problem?.message ?? null, actions, about });
}
