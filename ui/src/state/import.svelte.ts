// Importing accounts, or changing their details, from a file: the file, its columns, and the last
// question before it runs. What can be done to the rows is in import-rows.svelte.ts, the run in
// import-run.svelte.ts.
import type {
  Backend,
  DraftSummary,
  ImportField,
  ImportPlan,
  ImportPurpose,
  JobId,
  JobSnapshot,
  OpenChoice,
  Problem,
} from '../backend';
import { problemOf } from '../errors';
import { isTyped } from '../lib/confirmation';
import { t } from '../messages';
import { ImportRows } from './import-rows.svelte';
import { leftOutBy, type LeftOut } from './left-out';

export type ImportStep = 'file' | 'columns' | 'review';
type Busy = 'choosing' | 'opening' | 'matching' | 'keeping' | 'planning' | 'starting';

const asFound: OpenChoice = { sheet: null, encoding: null, delimiter: null };

/** The files that can be opened, by their endings. */
export const listEndings = ['xlsx', 'xlsm', 'csv', 'tsv', 'txt'];

/** Whether how the file was read is a question at all. */
export function leavesChoice(summary: DraftSummary): boolean {
  if (summary.file.kind === 'workbook') return summary.file.sheets.length > 1;
  return !summary.file.encoding.toLowerCase().startsWith('utf');
}

export class ImportFlow {
  purpose = $state<ImportPurpose>('create');
  step = $state<ImportStep>('file');
  path = $state<string | null>(null);
  summary = $state.raw<DraftSummary | null>(null);
  choice = $state.raw<OpenChoice>(asFound);
  busy = $state<Busy | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** Something was changed in the rows or columns that is not in the file. */
  dirty = $state(false);
  plan = $state.raw<ImportPlan | null>(null);
  reason = $state('');
  typed = $state('');
  beyondQuota = $state(false);
  readonly review: ImportRows;
  /** What was left out of the files that became these jobs. */
  leftOut = $state.raw<ReadonlyMap<JobId, LeftOut>>(new Map());
  /** The import began: it is a job now. */
  onStarted: (job: JobSnapshot) => void = () => undefined;
  /** What the columns are to mean, while an earlier choice is on its way. */
  #wanted: (ImportField | null)[] | null = null;
  /** Rust is letting go of the file before: only then may it be given another one. */
  #closing: Promise<unknown> = Promise.resolve();
  /** Grows whenever a file is begun or let go, so that answers about the one before are dropped. */
  #turn = 0;

  constructor(private readonly backend: Backend) {
    this.review = new ImportRows(backend);
    this.review.onChange = () => {
      this.dirty = true;
    };
  }

  /** There is a file whose rows nobody sent yet. */
  get open(): boolean {
    return this.summary !== null;
  }

  /** What has to be typed and ticked before it may start is typed and ticked. */
  get confirmed(): boolean {
    const { plan } = this;
    if (!plan) return false;
    if (plan.beyondQuota > 0 && !this.beyondQuota) return false;
    return !plan.confirmation || isTyped(this.typed, plan.confirmation);
  }

  /** The window is opened for this purpose. A file that is open for it already stays. */
  begin(purpose: ImportPurpose): void {
    if (this.open && this.purpose === purpose) return;
    this.forget();
    this.purpose = purpose;
  }

  forget(): void {
    if (this.open || this.busy === 'opening') this.#close();
    this.#turn++;
    this.#wanted = null;
    this.step = 'file';
    this.path = null;
    this.summary = null;
    this.choice = asFound;
    this.problem = null;
    this.dirty = false;
    this.busy = null;
    this.#dropPlan();
    this.review.forget();
  }

  /** Lets the person choose a file, and reads it. */
  async chooseFile(): Promise<void> {
    if (this.busy) return;
    this.busy = 'choosing';
    const turn = this.#turn;
    const path = await this.backend.chooseOpenPath(listEndings).catch(() => null);
    if (turn !== this.#turn) return;
    this.busy = null;
    if (path !== null) await this.read(path, asFound);
  }

  /** Reads a file in place of what is open. */
  async readInstead(path: string, purpose: ImportPurpose): Promise<void> {
    this.forget();
    this.purpose = purpose;
    await this.read(path, asFound);
  }

  /** Reads a file; goes on to its columns when nothing about the file is in question. */
  async read(path: string, choice: OpenChoice): Promise<void> {
    const turn = ++this.#turn;
    this.busy = 'opening';
    this.problem = null;
    try {
      await this.#closing;
      if (turn !== this.#turn) return;
      const summary = await this.backend.openImport(path, this.purpose, choice);
      if (turn !== this.#turn) return;
      const again = path === this.path;
      this.path = path;
      this.choice = choice;
      this.summary = summary;
      this.dirty = false;
      this.review.forget();
      this.review.totals = summary.totals;
      if (!again && !leavesChoice(summary)) this.step = 'columns';
    } catch (thrown) {
      if (turn !== this.#turn) return;
      this.problem = problemOf(thrown, t('error-unexpected'));
      // Another file was meant, so what was open before is done with; the same file read in
      // another way stays as it was.
      if (path !== this.path && this.summary) {
        const { purpose, problem } = this;
        this.forget();
        this.purpose = purpose;
        this.problem = problem;
      }
    }
    this.busy = null;
  }

  /** Reads the same file in another way. Whether it could be read so. */
  async readAs(change: Partial<OpenChoice>): Promise<boolean> {
    if (this.path === null || this.busy) return false;
    const choice = { ...this.choice, ...change };
    await this.read(this.path, choice);
    return this.choice === choice;
  }

  /** Gives a column another meaning. What is chosen while Rust is at work follows after. */
  async match(column: number, field: ImportField | null): Promise<void> {
    const { summary } = this;
    if (!summary) return;
    const before = this.#wanted ?? summary.columns.map((it) => it.matched.field);
    this.#wanted = before.map((it, at) => (at === column ? field : it));
    await this.#do('matching', async () => {
      for (let sent; (sent = this.#wanted) !== null;) {
        const turn = this.#turn;
        const answer = await this.backend.setImportMatches(sent);
        if (turn !== this.#turn) return;
        this.summary = answer;
        this.review.totals = answer.totals;
        this.dirty = true;
        if (sent === this.#wanted) this.#wanted = null;
      }
    });
    if (this.busy !== 'matching') this.#wanted = null;
  }

  /** The columns are as they should be: on to the rows. */
  async keepMatches(): Promise<void> {
    const { summary } = this;
    if (!summary || summary.matchProblems.length > 0) return;
    await this.#do('keeping', async () => {
      await this.backend.keepImportMatches();
      if (this.purpose === 'create') void this.review.readTemplates();
      this.step = 'review';
      this.review.editsAccounts = this.purpose === 'edit';
      await this.review.begin(this.purpose === 'edit' ? 'changes' : 'all');
    });
  }

  back(): void {
    this.problem = null;
    if (this.step === 'review') this.step = 'columns';
    else if (this.step === 'columns') this.step = 'file';
  }

  /** Works out what would be sent, and asks. */
  async prepare(): Promise<void> {
    await this.#do('planning', async () => {
      this.#dropPlan();
      this.plan = await this.backend.planImport();
    });
  }

  dropPlan(): void {
    if (this.busy !== 'starting') this.#dropPlan();
  }

  async start(): Promise<void> {
    const { plan } = this;
    if (!plan || !this.confirmed || plan.count === 0) return;
    await this.#do('starting', async () => {
      // Nothing depends on it: where it cannot be read, the end is silent about it.
      const left = await leftOutBy(this.backend, plan).catch(() => null);
      const job = await this.backend.startImport({
        typed: plan.confirmation ? this.typed.trim() : null,
        beyondQuota: this.beyondQuota,
        reason: this.reason.trim(),
      });
      // The open file is done with: Rust has made a job of it.
      this.summary = null;
      this.forget();
      if (left) this.leftOut = new Map(this.leftOut).set(job.id, left);
      this.onStarted(job);
    });
  }

  #close(): void {
    this.#closing = this.backend.closeImport().catch(() => undefined);
  }

  #dropPlan(): void {
    this.plan = null;
    this.reason = '';
    this.typed = '';
    this.beyondQuota = false;
  }

  async #do(busy: Busy, work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    const turn = this.#turn;
    this.busy = busy;
    this.problem = null;
    try {
      await work();
    } catch (thrown) {
      if (turn === this.#turn) this.problem = problemOf(thrown, t('error-unexpected'));
    }
    if (turn === this.#turn) this.busy = null;
  }
}
