// Puts the parts together: which place is shown, what happens when Rust tells something, and how
// a failure is told. Each part knows only what it was handed.
import { getContext, setContext } from 'svelte';
import { listen, type AccountId, type ActivityId, type AppInfo, type Backend } from '../backend';
import type { JobId, Problem, SavedView, TargetStatus } from '../backend';
import { behaviours, problemOf } from '../errors';
import { connectionToOpen } from '../first';
import { exactly } from '../lib/format';
import { t } from '../messages';
import { AccountList } from './accounts.svelte';
import { Activity } from './activity.svelte';
import { NamedAccounts } from './account-list.svelte';
import { Closing } from './closing';
import { Clock } from './clock.svelte';
import { Connections } from './connections.svelte';
import { Dialogs } from './dialogs.svelte';
import { ExportForm } from './export-form.svelte';
import { deletedSettings } from './export-moves';
import { Exports } from './exports.svelte';
import { FileDrop } from './file-drop.svelte';
import { ImportFlow } from './import.svelte';
import { showImportJob } from './import-moves';
import { tellEnd, tellSingle } from './job-moves';
import { ImportRun } from './import-run.svelte';
import { Jobs } from './jobs.svelte';
import { tellCreation } from './new-account-moves';
import { NewAccounts, type NewAccountForm } from './new-account.svelte';
import { Palette } from './palette.svelte';
import { mayLeaveNote } from './panel-moves';
import { AccountPanel } from './panel.svelte';
import { Preferences } from './preferences.svelte';
import { Questions } from './questions.svelte';
import { Selection } from './selection.svelte';
import type { SignIn } from './sign-in.svelte';
import { StatusChangeFlow, type UnknownEntries } from './status-change.svelte';
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

/** How long the screen waits for its rows before it is drawn without them. */
const drawWithinMilliseconds = 150;

const contextKey = Symbol('app');

export class App {
  phase = $state<Phase>('starting');
  place = $state<Place>('accounts');
  info = $state.raw<AppInfo | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The Connect screen, when it is open. */
  signIn = $state.raw<SignIn | null>(null);
  openingSample = $state(false);
  /** The name of a view is asked for; the columns of the list are being chosen. */
  namingView = $state(false);
  choosingColumns = $state(false);
  /** Read out to people who do not see the screen. */
  announcement = $state('');
  dismissedNotices = $state.raw<ReadonlySet<number>>(new Set());
  /** What was found of accounts whose creation was left open, and read, by its record. */
  dismissedFindings = $state.raw<ReadonlySet<ActivityId>>(new Set());

  readonly preferences: Preferences;
  readonly connections: Connections;
  readonly accounts: AccountList;
  readonly selection: Selection;
  readonly panel: AccountPanel;
  readonly jobs: Jobs;
  readonly statusChange: StatusChangeFlow;
  readonly newAccounts: NewAccounts;
  readonly imports: ImportFlow;
  readonly importRun: ImportRun;
  readonly named: NamedAccounts;
  readonly activity: Activity;
  readonly exportForm: ExportForm;
  readonly exports: Exports;
  readonly palette: Palette;
  readonly toasts = new Toasts();
  readonly dialogs = new Dialogs();
  readonly questions = new Questions();
  readonly theme = new Theme();
  readonly clock = new Clock();
  readonly closing: Closing = new Closing(this);
  readonly fileDrop: FileDrop = new FileDrop(this);

  constructor(readonly backend: Backend) {
    this.preferences = new Preferences(backend);
    this.connections = new Connections(backend);
    this.accounts = new AccountList(backend, this.preferences);
    this.selection = new Selection(backend, this.accounts);
    this.panel = new AccountPanel(backend);
    this.jobs = new Jobs(backend);
    const shown = () => this.connections.current?.id ?? null;
    this.statusChange = new StatusChangeFlow(backend, this.jobs, shown);
    this.newAccounts = new NewAccounts(backend, (form) => {
      tellCreation(this, form);
    });
    this.imports = new ImportFlow(backend);
    this.importRun = new ImportRun(backend, this.jobs);
    this.named = new NamedAccounts(backend);
    this.activity = new Activity(backend);
    this.exportForm = new ExportForm(backend, shown);
    this.exports = new Exports(backend, this.jobs);
    this.palette = new Palette(backend, this.accounts);
    this.accounts.onQuestion = () => {
      this.selection.forgetPlaces();
    };
    this.accounts.onAnswer = () => {
      this.selection.recount();
    };
    this.preferences.onFailure = (thrown) => {
      this.fail(thrown);
    };
    this.panel.onFailure = (thrown) => {
      this.fail(thrown);
    };
    this.statusChange.onSingleDone = (job) => {
      tellSingle(this, job);
    };
    this.imports.onStarted = (job) => {
      this.jobs.answered(job, null);
      showImportJob(this, job.id);
    };
    this.jobs.onBegin = (job) => {
      this.toasts.forget(this.jobs.about(job));
    };
    this.jobs.onEnd = (job) => {
      // Who looks at the rows of an import sees its end there.
      if (this.place === 'importRun' && this.importRun.jobId === job.id) return;
      if (!this.statusChange.jobEnded(job)) tellEnd(this, job);
    };
  }

  /** The saved views of the connection that is open. */
  get views(): SavedView[] {
    return this.preferences.viewsOf(this.connections.current?.id ?? null);
  }

  /** The form for a new account of the connection that is open. */
  get newAccount(): NewAccountForm {
    return this.newAccounts.of(this.connections.current?.id ?? null);
  }

  get mac(): boolean {
    return this.info?.platform === 'macos';
  }

  /** From a white window to the list, or to what stands in the way of it. */
  async start(): Promise<void> {
    try {
      // What nobody changes meanwhile is asked together: each answer is a wait of its own.
      const asked = [this.backend.getAppInfo(), this.preferences.read(), this.#listen()] as const;
      [this.info] = await Promise.all(asked);
      this.applyLook();
      if (this.info.problem) {
        this.problem = this.info.problem;
        this.phase = 'broken';
        return;
      }
      await this.connections.read();
      if (this.info.startInSampleData) await this.backend.openSampleData();
      if (this.info.startInSampleData) await this.connections.read();
      await this.#enter();
    } catch (thrown) {
      this.applyLook();
      this.problem = problemOf(thrown, t('error-not-started'));
      this.phase = 'broken';
    }
    this.clock.start();
  }

  async #enter(): Promise<void> {
    const last = connectionToOpen(this.info, this.connections.all);
    if (!this.connections.status && last) await this.connections.select(last);
    if (!this.connections.status) {
      this.phase = 'welcome';
      return;
    }
    const rows = this.accounts.start();
    // The rows are nearly always here within a moment: then the screen is drawn once, with them.
    await Promise.race([rows, new Promise((late) => setTimeout(late, drawWithinMilliseconds))]);
    performance.mark('answered');
    this.phase = 'inside';
    void this.jobs.load();
    await rows;
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
        void this.closing.ask(runningJobs);
      },
      fileDragged: ({ drag }) => {
        this.fileDrop.told(drag);
      },
    });
  }

  /** Theme and density as preferred. */
  applyLook(): void {
    const { theme, density } = this.preferences.kept;
    this.theme.set(theme, density);
  }

  // ── Places ────────────────────────────────────────────────────────────

  /** The Connect screen is left: what was typed is forgotten, a session for checking ended. */
  leaveSignIn(): void {
    const { signIn } = this;
    this.signIn = null;
    void signIn?.leave();
  }

  go(place: Place): void {
    this.leaveSignIn();
    this.place = place;
    if (place === 'activity') void this.activity.open(this.connections.current?.id ?? null);
    if (place === 'jobs' || place === 'exports') void this.jobs.load();
    if (place === 'exports') void this.exportForm.readKept();
    if (place === 'newAccount') {
      const { newAccount } = this;
      if (newAccount.phase === 'created' && !newAccount.passwordAtRisk) newAccount.startOver(false);
      void newAccount.open();
    }
  }

  /** The Jobs screen with this job open. */
  showJob(id: JobId): void {
    this.jobs.show(id);
    this.go('jobs');
  }

  showAccount(id: AccountId): void {
    this.go('accounts');
    this.panel.show(id);
    void this.selection.standOn(id);
  }

  // ── Connections ───────────────────────────────────────────────────────

  /** Shows another connection, or another state of this one, from its list on. */
  async switched(change: () => Promise<void>): Promise<void> {
    try {
      // A note belongs to the connection that it was typed under.
      if (!(await mayLeaveNote(this))) return;
      await change();
      this.panel.drop();
      this.selection.clear();
      this.exportForm.forget();
      // They belong to the connection that they were deleted under.
      this.toasts.forget([deletedSettings()]);
      this.imports.forget();
      this.named.close();
      this.place = 'accounts';
      await this.#enter();
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  refresh(): void {
    void this.attempt(() => this.backend.refreshAccounts());
  }

  // ── Changing accounts ─────────────────────────────────────────────────

  changeStatus(ids: AccountId[], target: TargetStatus, unknown?: UnknownEntries): void {
    if (ids.length > 0) void this.statusChange.open(ids, target, unknown);
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
      actions: [
        { label: t('copy-details'), stays: true, run: () => void this.copyDetails(problem) },
      ],
      about: [`problem ${problem.code} ${problem.message}`],
    });
  }

  /** Puts text on the clipboard and says so. */
  async copy(text: string, what: string): Promise<boolean> {
    const copied = await this.attempt(() => this.backend.copyText(text));
    if (copied) this.toasts.tell({ title: t('copied', { what }), about: ['clipboard'] });
    return copied;
  }

  /** The same for a button that shows it by itself: it is only read out. */
  async copyByButton(text: string, what: string): Promise<boolean> {
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

  /** Puts a secret on the clipboard; the shell takes it back after a while. */
  async copySecret(text: string, said: string): Promise<boolean> {
    const copied = await this.attempt(() => this.backend.copySecret(text));
    if (copied) this.announce(said);
    return copied;
  }

  /** What support asks for, without secrets. */
  async copyDiagnostics(): Promise<void> {
    await this.attempt(async () => {
      await this.backend.copyText(await this.backend.diagnostics());
      this.toasts.tell({ title: t('toast-diagnostics'), about: ['clipboard'] });
    });
  }

  /** Opens an account's website in the browser. */
  openWebsite(address: string): void {
    void this.attempt(() => this.backend.openWebsite(address));
  }

  openLogs(): void {
    void this.attempt(() => this.backend.openLogsFolder());
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
