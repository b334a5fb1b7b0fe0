// The form of an entries export: what is chosen, what it would bring, and starting it. Running and
// past exports are in exports.svelte.ts.
import type {
  AccountId,
  AccountQuery,
  Backend,
  ConnectionId,
  ExportEstimate,
  ExportOptions,
  ExportPreset,
  JobSnapshot,
  LastExport,
  Problem,
} from '../backend';
import { behaviours, problemOf } from '../errors';
import {
  asksTheSame,
  draftFrom,
  optionsFrom,
  problemsOf,
  usualDraft,
  type ExportDraft,
  type Scope,
} from '../lib/export-options';
import { t } from '../messages';

/** Long enough for a word to be typed, short enough to feel at once. */
const restMilliseconds = 350;

export interface Chosen {
  ids: AccountId[];
  /** The one account, when there is just one. */
  name: string | null;
}

export class ExportForm {
  draft = $state.raw<ExportDraft>(usualDraft());
  selected = $state.raw<AccountId[]>([]);
  chosen = $state.raw<Chosen>({ ids: [], name: null });
  /** What finds the accounts of the view: the list as it is shown, or a question that was kept. */
  query = $state.raw<AccountQuery | null>(null);
  /** Those accounts; null while that is being asked. */
  view = $state.raw<AccountId[] | null>(null);
  reason = $state('');
  path = $state<string | null>(null);

  estimate = $state.raw<ExportEstimate | null>(null);
  estimating = $state(false);
  estimateProblem = $state.raw<Problem | null>(null);

  presets = $state.raw<ExportPreset[]>([]);
  last = $state.raw<LastExport | null>(null);
  /** The kept settings that were taken last, until something is changed. */
  presetId = $state<number | null>(null);

  starting = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Start was tried, so what is missing is said beside its field. */
  tried = $state(false);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  #opened = 0;

  constructor(
    private readonly backend: Backend,
    /** The connection that the screen shows. */
    private readonly shown: () => ConnectionId | null,
  ) {}

  /** The accounts that are exported; null means all active ones. */
  readonly accounts: AccountId[] | null = $derived.by(() => {
    switch (this.draft.scope) {
      case 'selected':
        return this.selected;
      case 'chosen':
        return this.chosen.ids;
      case 'view':
        return this.view ?? [];
      case 'allActive':
        return null;
    }
  });

  /** Nobody knows yet which accounts the list shows; that it is none is not said then. */
  readonly unread = $derived(this.draft.scope === 'view' && this.view === null);
  readonly problems = $derived(problemsOf(this.draft, this.accounts));

  get options(): ExportOptions {
    return optionsFrom(this.draft, this.accounts, this.query);
  }

  /**
   * Shows the form for these accounts; what was chosen before stays. `query` finds the accounts
   * that the list shows, null when it shows all of them anyway.
   */
  async open(
    scope: Scope | null,
    selected: AccountId[],
    chosen: Chosen | null,
    query: AccountQuery | null,
  ): Promise<void> {
    const opened = ++this.#opened;
    this.selected = selected;
    if (chosen) this.chosen = chosen;
    this.query = query;
    this.view = null;
    this.tried = false;
    this.problem = null;
    const { scope: before } = this.draft;
    const possible =
      before === 'allActive' ||
      (before === 'selected' && selected.length > 0) ||
      (before === 'view' && query !== null) ||
      (before === 'chosen' && this.chosen.ids.length > 0);
    this.draft = { ...this.draft, scope: scope ?? (possible ? before : 'allActive') };
    if (this.draft.scope !== 'view') this.#estimateSoon(0);
    await Promise.all([this.readKept(), query && this.#readView(query, opened)]);
  }

  async #readView(query: AccountQuery, opened: number): Promise<void> {
    try {
      const ids = await this.backend.listAccountIds(query);
      if (opened !== this.#opened) return;
      this.view = ids;
      if (this.draft.scope === 'view') this.#estimateSoon(0);
    } catch (thrown) {
      if (opened === this.#opened) this.estimateProblem = problemOf(thrown, t('error-unexpected'));
    }
  }

  async readKept(): Promise<void> {
    try {
      [this.presets, this.last] = await Promise.all([
        this.backend.listExportPresets(),
        this.backend.lastExport(),
      ]);
    } catch {
      // They are a convenience; the form works without them.
      this.presets = [];
      this.last = null;
    }
  }

  change(change: Partial<ExportDraft>): void {
    const before = this.draft;
    if (change.file && change.file !== before.file) this.path = null;
    this.draft = { ...before, ...change };
    this.problem = null;
    const keys = Object.keys(change) as (keyof ExportDraft)[];
    if (keys.every((key) => asksTheSame(before, this.draft, key))) return;
    this.presetId = null;
    this.#estimateSoon(restMilliseconds);
  }

  /** Puts kept options into the form. */
  take(options: ExportOptions, presetId: number | null = null): void {
    const { which } = options.accounts;
    if (which.kind === 'these') this.chosen = { ids: which.accounts, name: null };
    if (which.kind === 'found') {
      this.query = which.query;
      this.view = null;
      void this.#readView(which.query, ++this.#opened);
    }
    if (options.file !== this.draft.file) this.path = null;
    this.draft = draftFrom(options);
    this.presetId = presetId;
    this.problem = null;
    // Until its accounts are known, a view seems to have none.
    if (which.kind !== 'found') this.#estimateSoon(0);
  }

  /** Another connection: its accounts are others, so what names accounts here is dropped. */
  forget(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.#opened++;
    this.selected = [];
    this.chosen = { ids: [], name: null };
    this.query = null;
    this.view = null;
    this.draft = { ...this.draft, scope: 'allActive' };
    this.estimate = null;
    this.estimateProblem = null;
    this.estimating = false;
    this.presets = [];
    this.presetId = null;
    this.last = null;
    this.path = null;
    this.problem = null;
  }

  reset(): void {
    this.draft = { ...usualDraft(), scope: this.draft.scope };
    this.presetId = null;
    this.#estimateSoon(0);
  }

  async savePreset(name: string): Promise<void> {
    this.presets = await this.backend.saveExportPreset(name, this.options);
    this.presetId = this.presets.find((it) => it.name === name)?.id ?? null;
  }

  async deletePreset(id: number): Promise<void> {
    this.presets = await this.backend.deleteExportPreset(id);
    if (this.presetId === id) this.presetId = null;
  }

  /** Keeps settings that were deleted again. They are named where the form still shows them. */
  async restorePreset({ name, options }: ExportPreset, shown: ExportDraft | null): Promise<void> {
    this.presets = await this.backend.saveExportPreset(name, options);
    if (this.draft !== shown) return;
    this.presetId = this.presets.find((it) => it.name === name)?.id ?? null;
  }

  /** Asks where the file goes; false when the person changed their mind. */
  async choosePath(): Promise<boolean> {
    const name = await this.backend.suggestExportName(this.options);
    const path = await this.backend.chooseSavePath(name, this.draft.file);
    if (path === null) return false;
    this.path = path;
    this.problem = null;
    return true;
  }

  async start(): Promise<JobSnapshot | null> {
    this.tried = true;
    // It may be another one by the time the person has chosen a file.
    const connection = this.shown();
    if (this.starting || this.problems.length > 0 || connection === null) return null;
    this.starting = true;
    this.problem = null;
    try {
      if (this.path === null && !(await this.choosePath())) return null;
      const { path } = this;
      if (path === null) return null;
      const reason = this.reason.trim();
      const { options } = this;
      const job = await this.backend.startExport({ connection, options, path, reason });
      this.path = null;
      this.reason = '';
      this.tried = false;
      return job;
    } catch (thrown) {
      const problem = problemOf(thrown, t('error-unexpected'));
      if (!behaviours[problem.code].silent) this.problem = problem;
      return null;
    } finally {
      this.starting = false;
    }
  }

  /** Asks again at once, after something went wrong. */
  estimateAgain(): void {
    const { query } = this;
    if (this.unread && query) {
      this.estimateProblem = null;
      void this.#readView(query, ++this.#opened);
    } else this.#estimateSoon(0);
  }

  #estimateSoon(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.estimating = this.problems.length === 0;
    if (!this.estimating) {
      this.#asked++;
      this.estimate = null;
      if (!this.unread) this.estimateProblem = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#estimate(), milliseconds);
  }

  async #estimate(): Promise<void> {
    const asked = ++this.#asked;
    try {
      const estimate = await this.backend.estimateExport(this.options);
      if (asked !== this.#asked) return;
      this.estimate = estimate;
      this.estimateProblem = null;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      const problem = problemOf(thrown, t('error-unexpected'));
      this.estimate = null;
      this.estimateProblem = behaviours[problem.code].silent ? null : problem;
    }
    this.estimating = false;
  }
}
