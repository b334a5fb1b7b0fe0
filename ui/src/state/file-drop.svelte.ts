// A file that is dragged over the window: what letting go of it would do, and doing it. Rust takes
// the file in; reading it is in import.svelte.ts and account-list.svelte.ts.
import type { FileDrag } from '../backend';
import { t } from '../messages';
import type { App } from './app.svelte';
import { mayDropFile, openImport } from './import-moves';

/** What a file that is let go of would be taken for. */
export type DropAim = 'create' | 'edit' | 'list';

export class FileDrop {
  /** What would be done with what is over the window right now; null when nothing is. */
  aim = $state<DropAim | null>(null);

  constructor(private readonly app: App) {}

  told(drag: FileDrag): void {
    this.aim = drag.kind === 'over' ? this.#aim() : null;
    if (drag.kind === 'dropped') void this.#take(drag.path);
  }

  /** Null where a file has no place: something else is in front, or nothing may be created. */
  #aim(): DropAim | null {
    const { app } = this;
    const isCovered = app.signIn ?? app.statusChange.phase ?? app.questions.open;
    if (app.phase !== 'inside' || isCovered || app.palette.open) return null;
    if (app.named.open) return 'list';
    const { purpose, busy, plan } = app.imports;
    if (app.place === 'import') return busy || plan ? null : purpose;
    return app.connections.whyNot('createAccounts') === null ? 'create' : null;
  }

  async #take(path: string | null): Promise<void> {
    const { app } = this;
    const aim = this.#aim();
    if (aim === null) return;
    if (path === null) {
      app.toasts.tell({
        title: t('drop-one-file'),
        text: t('drop-one-file-text'),
        tone: 'failed',
        about: ['dropped files'],
      });
    } else if (aim === 'list') {
      await app.named.readFile(path);
    } else if (app.place !== 'import' || (await mayDropFile(app))) {
      await openImport(app, aim);
      const { imports } = app;
      if (imports.purpose === aim && !imports.busy) await imports.readInstead(path, aim);
    }
  }
}
