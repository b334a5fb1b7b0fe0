// Closing the window: what is not written yet is written, and what would be lost is asked for.
// While nothing would be lost the shell closes the window by itself.
import { holdClosing } from '../backend';
import { t } from '../messages';
import type { App } from './app.svelte';
import { mayDropFile } from './import-moves';
import { mayDropForms } from './new-account-moves';
import { mayLeaveNote } from './panel-moves';

const atWork = new Set(['queued', 'running', 'cancelling']);

export class Closing {
  #held: Promise<() => Promise<void>> | null = null;
  #asking = false;
  /** As many jobs as the shell counted when the window was to close. */
  #counted = 0;

  constructor(private readonly app: App) {}

  /** Something would be lost if the window closed now. */
  get matters(): boolean {
    const { imports, newAccount, newAccounts, panel, preferences } = this.app;
    const forms = newAccount.matters || newAccounts.all.some((it) => it.matters);
    const unwritten = preferences.unwritten || panel.unwritten;
    return unwritten || (imports.open && imports.dirty) || forms;
  }

  /** Holds the window while it matters, and lets go of it when it does not any more. */
  follow(): void {
    if (!this.matters) void this.#letGo();
    else this.#held ??= holdClosing(() => void this.ask(0));
  }

  /** The window is to close: by the person, or told by the shell with the jobs that run. */
  async ask(runningJobs: number): Promise<void> {
    this.#counted = Math.max(this.#counted, runningJobs);
    if (this.#asking) return;
    this.#asking = true;
    try {
      if (!(await this.#mayClose())) return;
      await this.#letGo();
      await this.app.backend.closeWindow();
    } finally {
      this.#asking = false;
      this.#counted = 0;
    }
  }

  async #mayClose(): Promise<boolean> {
    const { app } = this;
    await app.preferences.flush();
    if (!(await mayLeaveNote(app)) || !(await mayDropFile(app)) || !(await mayDropForms(app)))
      return false;
    const working = app.jobs.all.filter((it) => atWork.has(it.state)).length;
    const count = Math.max(this.#counted, working);
    if (count === 0) return true;
    return app.questions.ask({
      title: t('close-title', { count }),
      text: t('close-text'),
      confirm: t('close-confirm'),
      cancel: t('close-cancel'),
      damage: true,
    });
  }

  async #letGo(): Promise<void> {
    const held = this.#held;
    this.#held = null;
    const letGo = await held;
    await letGo?.();
  }
}
