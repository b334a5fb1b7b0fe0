// Running and past exports: the one that is shown, with its accounts. The form for a new one is in
// export-form.svelte.ts; how any job runs is in jobs.svelte.ts.
import type {
  AccountProgress,
  AccountState,
  Backend,
  ExportAccountPage,
  JobId,
  JobSnapshot,
} from '../backend';
import { t } from '../messages';
import { hasEnded, type Jobs } from './jobs.svelte';
import { Windowed } from './windowed.svelte';

type AccountsPage = { total: number; start: number; rows: AccountProgress[] };

export class Exports {
  /** The export whose accounts are shown. */
  shown = $state<JobId | null>(null);
  /** Only the accounts in this state are shown, while it runs. */
  only = $state<AccountState | null>(null);
  accounts = $state.raw<Windowed<AccountProgress, AccountsPage> | null>(null);

  constructor(
    private readonly backend: Backend,
    private readonly jobs: Jobs,
  ) {}

  get all(): JobSnapshot[] {
    return this.jobs.all.filter((it) => it.kind.kind === 'export');
  }

  get job(): JobSnapshot | null {
    return this.shown === null ? null : this.jobs.find(this.shown);
  }

  show(id: JobId): void {
    if (this.shown !== id || !this.accounts) {
      this.shown = id;
      this.only = null;
      this.accounts = this.#accountsOf(id);
    }
    void this.accounts.ask('same');
  }

  /** Shows the accounts in one state, or all of them. */
  narrow(only: AccountState | null): void {
    if (this.only === only) return;
    this.only = only;
    void this.accounts?.ask('top');
  }

  /** Told by Rust: the accounts of the export that is shown moved on. */
  changed(job: JobSnapshot): void {
    if (job.id !== this.shown) return;
    // The end shows what went wrong in any of them.
    if (hasEnded(job) && this.only !== null) this.narrow(null);
    else this.accounts?.again();
  }

  #accountsOf(id: JobId): Windowed<AccountProgress, AccountsPage> {
    const asRows = (page: ExportAccountPage): AccountsPage => ({
      total: page.total,
      start: page.start,
      rows: page.accounts,
    });
    return new Windowed(
      async (start, count) =>
        asRows(await this.backend.listExportAccounts(id, this.only, start, count)),
      () => 0,
      () => t('error-unexpected'),
    );
  }
}
