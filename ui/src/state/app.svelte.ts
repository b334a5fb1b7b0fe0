// Puts the parts together: which place is shown, what happens when Rust tells something, and how
// a failure is told. Each part knows only what it was handed.
import { getContext, setContext } from 'svelte';
import { listen, type AccountId, type AppInfo, type Backend } from '../backend';
import type {
  ConnectionSummary,
  JobId,
  JobSnapshot,
  Problem,
  SavedView,
  TargetStatus,
} from '../backend';
import { behaviours, problemOf } from '../errors';
import { jobTitle } from '../lib/job-words';
import { exactly } from '../lib/format';
import { hasFilters } from '../lib/query';
import { t } from '../messages';
import { AccountList } from './accounts.svelte';
import { Activity } from './activity.svelte';
import { NamedAccounts } from './account-list.svelte';
import { Clock } from './clock.svelte';
import { Connections } from './connections.svelte';
import { ExportForm, type Chosen } from './export-form.svelte';
import { Exports } from './exports.svelte';
import { ImportFlow } from './import.svelte';
import { mayDropFile, showImportJob } from './import-moves';
import { ImportRun } from './import-run.svelte';
import { Jobs } from './jobs.svelte';
import { NewAccountForm } from './new-account.svelte';
import { Palette } from './palette.svelte';
import { AccountPanel } from './panel.svelte';
import { Preferences } from './preferences.svelte';
import { Questions } from './questions.svelte';
import { Selection } from './selection.svelte';
import { SignIn } from './sign-in.svelte';
import { StatusChangeFlow } from './status-change.svelte';
import { Theme } from './theme.svelte';
import { Toasts } from './toasts.svelte';

export type Place =
  | 'accounts'
  | 'newAccount'
  | 'import'
  | 'importRun'
  | 'exports'
  | 'exportForm'
  | 'exportRun'
  | 'activity'
  | 'jobs'
  | 'settings';
type Phase = 'starting' | 'broken' | 'welcome' | 'inside';

const contextKey = Symbol('app');

export class App {
  phase = $state<Phase>('starting');
  place = $state<Place>('accounts');
  info = $state.raw<AppInfo | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The Connect screen, when it is open. */
  signIn = $state.raw<SignIn | null>(null);
  openingSample = $state(false);
  /** Read out to people who do not see the screen. */
  announcement = $state('');
  dismissedNotices = $state.raw<ReadonlySet<number>>(new Set());

  readonly preferences: Preferences;
  readonly connections: Connections;
  readonly accounts: AccountList;
  readonly selection: Selection;
  readonly panel: AccountPanel;
  readonly jobs: Jobs;
  readonly statusChange: StatusChangeFlow;
  readonly newAccount: NewAccountForm;
  readonly imports: ImportFlow;
  readonly importRun: ImportRun;
  readonly named: NamedAccounts;
  readonly activity: Activity;
  readonly exportForm: ExportForm;
  readonly exports: Exports;
  readonly palette: Palette;
  readonly toasts = new Toasts();
  readonly questions = new Questions();
  readonly theme = new Theme();
  readonly clock = new Clock();

  constructor(readonly backend: Backend) {
    this.preferences = new Preferences(backend);
    this.connections = new Connections(backend);
    this.accounts = new AccountList(backend, this.preferences);
    this.selection = new Selection(backend, this.accounts);
    this.panel = new AccountPanel(backend);
    this.jobs = new Jobs(backend);
    this.statusChange = new StatusChangeFlow(
      backend,
      this.jobs,
      () => this.connections.current?.id ?? null,
    );
    this.newAccount = new NewAccountForm(backend);
    this.imports = new ImportFlow(backend);
    this.importRun = new ImportRun(backend, this.jobs);
    this.named = new NamedAccounts(backend);
    this.activity = new Activity(backend);
    this.exportForm = new ExportForm(backend);
    this.exports = new Exports(backend, this.jobs);
    this.palette = new Palette(backend, this.accounts);
    this.accounts.onQuestion = () => {
      this.selection.forgetPlaces();
    };
    this.accounts.onAnswer = () => {
      void this.selection.countHidden();
    };
    this.preferences.onFailure = (thrown) => {
      this.fail(thrown);
    };
    this.statusChange.onSingleDone = (job) => {
      this.#tellSingle(job);
    };
    this.imports.onStarted = (job) => {
      this.jobs.changed(job);
      showImportJob(this, job.id);
    };
    this.jobs.onEnd = (job) => {
      // Who looks at the rows of an import sees its end there.
      if (this.place === 'importRun' && this.importRun.jobId === job.id) return;
      if (!this.statusChange.jobEnded(job)) this.#tellEnd(job);
    };
  }

  /** The saved views of the connection that is open. */
  get views(): SavedView[] {
    return this.preferences.viewsOf(this.connections.current?.id ?? null);
  }

  get mac(): boolean {
    return this.info?.platform === 'macos';
  }

  /** From a white window to the list, or to what stands in the way of it. */
  async start(): Promise<void> {
    try {
      this.info = await this.backend.getAppInfo();
      await this.preferences.read();
      this.applyLook();
      if (this.info.problem) {
        this.problem = this.info.problem;
        this.phase = 'broken';
        return;
      }
      await this.#listen();
      await this.connections.read();
      if (this.info.startInSampleData) await this.backend.openSampleData();
      if (this.info.startInSampleData) await this.connections.read();
      await this.#enter();
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-not-started'));
      this.phase = 'broken';
    }
    this.clock.start();
  }

  async #enter(): Promise<void> {
    const all = this.connections.all;
    const last = all.find((it) => it.id === this.info?.lastConnection) ?? all[0];
    if (!this.connections.status && last) await this.connections.select(last);
    if (!this.connections.status) {
      this.phase = 'welcome';
      return;
    }
    this.phase = 'inside';
    void this.jobs.load();
    await this.accounts.start();
  }

  async #listen(): Promise<void> {
    await listen({
      connectionChanged: ({ status }) => {
        this.connections.changed(status);
        this.clock.set();
      },
      accountsChanged: ({ connection }) => {
        if (connection !== this.connections.current?.id) return;
        void this.accounts.again().then(() => {
          this.selection.freshen();
        });
        void this.panel.read();
      },
      jobChanged: ({ job }) => {
        this.jobs.changed(job);
        this.exports.changed(job);
        this.importRun.moved(job);
      },
      activityChanged: () => {
        if (this.place === 'activity') void this.activity.load();
        void this.panel.read();
      },
      importChecked: ({ check }) => {
        this.imports.review.checked(check);
      },
      closeRequested: ({ runningJobs }) => {
        void this.#askBeforeClosing(runningJobs);
      },
    });
  }

  /** Theme and density as preferred. */
  applyLook(): void {
    const { theme, density } = this.preferences.kept;
    this.theme.set(theme, density);
  }

  // ── Places ────────────────────────────────────────────────────────────

  go(place: Place): void {
    this.signIn = null;
    this.place = place;
    if (place === 'activity') void this.activity.load();
    if (place === 'jobs' || place === 'exports') void this.jobs.load();
    if (place === 'exports') void this.exportForm.readKept();
    if (place === 'newAccount') {
      if (this.newAccount.phase === 'created') this.newAccount.startOver(false);
      void this.newAccount.open();
    }
  }

  /** The Jobs screen with this job open. */
  showJob(id: JobId): void {
    this.jobs.open = id;
    this.go('jobs');
  }

  /** The form for an export: of these accounts, of the ticked ones, or as it was left. */
  exportEntries(chosen: Chosen | null = null): void {
    const { selection, accounts } = this;
    const { query } = accounts;
    const narrowed =
      query.text.trim() !== '' || hasFilters(query) || !query.statuses.includes('active');
    const scope = chosen ? 'chosen' : selection.count > 0 ? 'selected' : null;
    const view = narrowed ? () => this.backend.listAccountIds(accounts.query) : null;
    void this.exportForm.open(scope, selection.ids, chosen, view);
    this.go('exportForm');
  }

  async startExport(): Promise<void> {
    const job = await this.exportForm.start();
    if (!job) return;
    this.jobs.changed(job);
    this.showExport(job.id);
  }

  /** How an export goes, or went. */
  showExport(id: JobId): void {
    this.exports.show(id);
    this.go('exportRun');
  }

  /** Leaves the form for a new account; asks when something would be lost. */
  async leaveNewAccount(): Promise<void> {
    const { newAccount } = this;
    if (newAccount.busy) return;
    if (newAccount.dirty && newAccount.phase !== 'created') {
      const drop = await this.questions.ask({
        title: t('drop-form-title'),
        text: t('drop-form-text'),
        confirm: t('drop-form-confirm'),
        cancel: t('drop-form-cancel'),
        damage: true,
      });
      if (!drop) return;
    }
    newAccount.startOver(false);
    this.go('accounts');
  }

  showAccount(id: AccountId): void {
    this.go('accounts');
    this.panel.show(id);
  }

  // ── Connections ───────────────────────────────────────────────────────

  connect(again: ConnectionSummary | null = null): void {
    const taken = this.connections.all.map((it) => it.color);
    this.signIn = new SignIn(this.backend, again, taken);
  }

  async leaveConnect(): Promise<void> {
    const { signIn } = this;
    if (!signIn) return;
    if (signIn.dirty) {
      const drop = await this.questions.ask({
        title: t('drop-sign-in-title'),
        text: t('drop-sign-in-text'),
        confirm: t('drop-sign-in-confirm'),
        cancel: t('drop-form-cancel'),
        damage: false,
      });
      if (!drop) return;
    }
    this.signIn = null;
    await signIn.leave();
  }

  /** A sign-in was kept: its list is shown. */
  async connected(): Promise<void> {
    this.signIn = null;
    await this.#switched(() => this.connections.read());
  }

  async select(connection: ConnectionSummary): Promise<void> {
    // An open file belongs to the connection it was opened under.
    if (!(await mayDropFile(this))) return;
    await this.#switched(() => this.connections.select(connection));
  }

  async openSample(): Promise<void> {
    if (this.openingSample || !(await mayDropFile(this))) return;
    this.openingSample = true;
    this.signIn = null;
    await this.#switched(async () => {
      await this.backend.openSampleData();
      await this.connections.read();
    });
    this.openingSample = false;
  }

  async #switched(change: () => Promise<void>): Promise<void> {
    try {
      await change();
      this.panel.close();
      this.selection.clear();
      this.exportForm.forget();
      if (!this.newAccount.dirty) this.newAccount.startOver(false);
      this.imports.forget();
      this.named.close();
      this.place = 'accounts';
      await this.#enter();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  async signOut(connection: ConnectionSummary): Promise<void> {
    const yes = await this.questions.ask({
      title: t('sign-out-title', { name: connection.name }),
      text: t('sign-out-text'),
      confirm: t('sign-out-confirm'),
      cancel: t('cancel'),
      damage: false,
    });
    if (yes) await this.attempt(() => this.connections.signOut(connection.id));
  }

  async removeConnection(connection: ConnectionSummary): Promise<void> {
    const yes = await this.questions.ask({
      title: t('remove-connection-title', { name: connection.name }),
      text: t('remove-connection-text'),
      confirm: t('remove-connection-confirm'),
      cancel: t('cancel'),
      damage: true,
    });
    if (!yes) return;
    const wasCurrent = this.connections.current?.id === connection.id;
    await this.attempt(async () => {
      await this.connections.remove(connection.id);
      if (wasCurrent) await this.#switched(() => this.connections.read());
    });
  }

  refresh(): void {
    void this.attempt(() => this.backend.refreshAccounts());
  }

  // ── Changing accounts ─────────────────────────────────────────────────

  changeStatus(ids: AccountId[], target: TargetStatus): void {
    if (ids.length > 0) void this.statusChange.open(ids, target);
  }

  #tellSingle(job: JobSnapshot): void {
    if (job.kind.kind !== 'changeStatus') return;
    const name = job.onlyAccount ?? '';
    const { target } = job.kind;
    const actions = job.canUndo
      ? [{ label: t('undo'), run: () => void this.attempt(() => this.jobs.undo(job.id)) }]
      : [];
    const words = {
      active: [t('toast-active', { name }), t('toast-active-text')],
      blocked: [t('toast-blocked', { name }), t('toast-blocked-text')],
      removed: [t('toast-removed', { name }), t('toast-removed-text')],
    }[target];
    this.toasts.tell({ title: words[0] ?? '', text: words[1] ?? null, actions });
  }

  #tellEnd(job: JobSnapshot): void {
    const { kind } = job.kind;
    if (kind === 'export' && this.place === 'exportRun' && this.exports.shown === job.id) {
      this.announce(jobTitle(job));
      return;
    }
    if (kind === 'changeStatus' && job.total === 1 && job.counts.done === 1) {
      this.#tellSingle(job);
      return;
    }
    const show = {
      label: t('show-result'),
      run: () => {
        if (kind === 'changeStatus') this.statusChange.showResult(job);
        else if (kind === 'export') this.showExport(job.id);
        else showImportJob(this, job.id);
      },
    };
    const tone = job.counts.failed > 0 ? 'failed' : 'done';
    this.toasts.tell({ tone, title: jobTitle(job), actions: [show] });
  }

  async #askBeforeClosing(count: number): Promise<void> {
    const close = await this.questions.ask({
      title: t('close-title', { count }),
      text: t('close-text'),
      confirm: t('close-confirm'),
      cancel: t('close-cancel'),
      damage: true,
    });
    if (close) await this.backend.closeWindow();
  }

  // ── Telling ───────────────────────────────────────────────────────────

  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (thrown) {
      this.fail(thrown);
      return false;
    }
  }

  fail(thrown: unknown): void {
    this.tellProblem(problemOf(thrown, t('error-unexpected')));
  }

  /** What went wrong, where no part of the screen shows it in its place. */
  tellProblem(problem: Problem): void {
    if (behaviours[problem.code].silent) return;
    this.toasts.tell({
      tone: 'failed',
      title: problem.message,
      text: problem.detail.nextStep,
      actions: [{ label: t('copy-details'), run: () => void this.copyDetails(problem) }],
    });
  }

  /** Puts text on the clipboard and says so. */
  async copy(text: string, what: string): Promise<boolean> {
    const copied = await this.attempt(() => this.backend.copyText(text));
    if (copied) this.announce(t('copied', { what }));
    return copied;
  }

  copyDetails(problem: Problem): Promise<boolean> {
    const lines = [
      problem.message,
      problem.detail.serverCode ?? problem.code,
      problem.detail.technical,
      exactly(Date.now() / 1000),
      `Roster ${this.info?.version ?? ''} · ${this.info?.platform ?? ''}`,
    ];
    return this.copy(lines.filter(Boolean).join('\n'), t('details-for-support'));
  }

  /** Said to screen readers; the same words twice are said twice. */
  announce(text: string): void {
    this.announcement = this.announcement === text ? `${text}\u00a0` : text;
  }
}

export function provideApp(app: App): App {
  return setContext(contextKey, app);
}

export function useApp(): App {
  return getContext<App>(contextKey);
}
