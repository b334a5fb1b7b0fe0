// Blocking, unblocking and removing: from the question to the result. The dialog shows this; the
// work itself is a job and goes on when the dialog is closed.
import type {
  AccountId,
  Backend,
  ConnectionId,
  JobId,
  JobSnapshot,
  Problem,
  StatusPlan,
  TargetStatus,
} from '../backend';
import { problemOf } from '../errors';
import { isTyped } from '../lib/confirmation';
import { t } from '../messages';
import { hasEnded, itemsOf, type JobItems, type Jobs } from './jobs.svelte';

export type Phase = 'planning' | 'confirming' | 'running' | 'result' | 'failed';

/** What stands in a list of accounts and names none, or more than one. */
export interface UnknownEntries {
  notFound: string[];
  ambiguous: string[];
}

const allKnown: UnknownEntries = { notFound: [], ambiguous: [] };

export class StatusChangeFlow {
  phase = $state<Phase | null>(null);
  target = $state<TargetStatus>('blocked');
  plan = $state.raw<StatusPlan | null>(null);
  chosen = $state(0);
  /** Entries of the list that the accounts came from. */
  unknown = $state.raw<UnknownEntries>(allKnown);
  beyondQuota = $state(false);
  reason = $state('');
  typed = $state('');
  problem = $state.raw<Problem | null>(null);
  starting = $state(false);
  jobId = $state<JobId | null>(null);
  items = $state.raw<JobItems | null>(null);
  /** One account was changed and all went well: said in a toast instead of a result. */
  onSingleDone: (job: JobSnapshot) => void = () => undefined;
  #ids: AccountId[] = [];
  #asked = 0;

  constructor(
    private readonly backend: Backend,
    private readonly jobs: Jobs,
    /** The connection that the screen shows. */
    private readonly shown: () => ConnectionId | null,
  ) {}

  get job(): JobSnapshot | null {
    return this.jobId === null ? null : this.jobs.find(this.jobId);
  }

  /** What was typed is exactly what has to be typed. */
  get confirmed(): boolean {
    if (this.needsAgreement) return false;
    const confirmation = this.plan?.confirmation;
    if (!confirmation) return true;
    return isTyped(this.typed, confirmation);
  }

  /** It goes beyond the quota, and nobody agreed to that yet. */
  get needsAgreement(): boolean {
    return (this.plan?.beyondQuota ?? 0) > 0 && !this.beyondQuota;
  }

  /** Closing now would lose what was typed. */
  get dirty(): boolean {
    return this.phase === 'confirming' && (this.reason.trim() !== '' || this.typed.trim() !== '');
  }

  async open(ids: AccountId[], target: TargetStatus, unknown = allKnown): Promise<void> {
    this.#ids = ids;
    this.unknown = unknown;
    this.beyondQuota = false;
    this.target = target;
    this.chosen = ids.length;
    this.plan = null;
    this.reason = '';
    this.typed = '';
    this.problem = null;
    this.jobId = null;
    this.items = null;
    this.phase = 'planning';
    const asked = ++this.#asked;
    try {
      const plan = await this.backend.planStatusChange(ids, target);
      if (asked !== this.#asked) return;
      this.plan = plan;
      this.phase = 'confirming';
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.problem = problemOf(thrown, t('error-unexpected'));
      this.phase = 'failed';
    }
  }

  async confirm(): Promise<void> {
    const { plan } = this;
    const connection = this.shown();
    if (
      !plan ||
      connection === null ||
      !this.confirmed ||
      this.starting ||
      plan.changing.length === 0
    )
      return;
    this.starting = true;
    this.problem = null;
    const accounts = plan.changing.map((it) => it.id);
    try {
      const job = await this.backend.changeStatus({
        connection,
        accounts,
        target: this.target,
        reason: this.reason.trim(),
        typed: plan.confirmation ? this.typed.trim() : null,
        beyondQuota: this.beyondQuota,
      });
      this.jobs.changes(job.id, accounts);
      // It may have begun before this was known of it.
      this.jobs.onBegin(job);
      this.#follow(job);
    } catch (thrown) {
      // The dialog stays as it was, with what was typed.
      this.problem = problemOf(thrown, t('error-unexpected'));
    }
    this.starting = false;
  }

  /** Shows how a job that ran on its own has ended. */
  showResult(job: JobSnapshot): void {
    if (job.kind.kind !== 'changeStatus') return;
    this.target = job.kind.target;
    this.problem = null;
    this.#follow(job);
  }

  /** Called for every job that ends. Whether this dialog was waiting for it. */
  jobEnded(job: JobSnapshot): boolean {
    if (this.phase !== 'running' || job.id !== this.jobId) return false;
    this.#end(job);
    return true;
  }

  async retry(): Promise<void> {
    await this.#goOn((id) => this.jobs.retry(id));
  }

  /** Goes on with what was paused or interrupted; a result gives way to the work. */
  async resume(): Promise<void> {
    await this.#goOn((id) => this.jobs.resume(id));
  }

  async #goOn(work: (id: JobId) => Promise<JobSnapshot | null>): Promise<void> {
    const { jobId } = this;
    if (jobId === null) return;
    this.problem = null;
    const job = await work(jobId);
    // Closed meanwhile, or about something else by now: the work goes on without the dialog.
    if (this.phase === null || this.jobId !== jobId) return;
    if (job) this.#follow(job);
    else this.problem = this.jobs.problem;
  }

  /** Takes back what a job changed. To block many again asks like any block of many. */
  async undo(job: JobSnapshot): Promise<void> {
    const undone = await this.jobs.undo(job.id);
    const { problem } = this.jobs;
    // Another change may be asked about here meanwhile: what was typed for it stays.
    const busy = this.phase !== null && job.id !== this.jobId;
    if (busy) return;
    if (undone?.kind.kind === 'changeStatus') {
      if (this.phase === null) return;
      this.target = undone.kind.target;
      this.problem = null;
      this.#follow(undone);
    } else if (problem?.code === 'confirmationMismatch') await this.#askToBlockAgain(job);
    else this.problem = problem;
  }

  /**
   * Takes back what a job changed some time ago. To block accounts again asks like any block: one
   * click among others must not cut off a customer.
   */
  async undoLater(job: JobSnapshot): Promise<void> {
    const { kind } = job;
    const blocks = kind.kind === 'changeStatus' && kind.target === 'active' && !job.restores;
    await (blocks ? this.#askToBlockAgain(job) : this.undo(job));
  }

  async #askToBlockAgain(job: JobSnapshot): Promise<void> {
    try {
      const accounts = await this.jobs.changedFrom(job.id, 'blocked');
      this.jobs.problem = null;
      await this.open(accounts, 'blocked');
    } catch (thrown) {
      this.problem = this.jobs.problem = problemOf(thrown, t('error-unexpected'));
    }
  }

  /** Plans again, after something went wrong before anything was sent. */
  async again(): Promise<void> {
    await this.open(this.#ids, this.target, this.unknown);
  }

  close(): void {
    this.#asked++;
    this.phase = null;
    this.plan = null;
    this.items = null;
  }

  #follow(job: JobSnapshot): void {
    this.#asked++;
    this.jobId = job.id;
    this.items = null;
    this.phase = 'running';
    const now = this.jobs.answered(job, null);
    if (this.phase === 'running' && hasEnded(now)) this.#end(now);
  }

  #end(job: JobSnapshot): void {
    const allWell = job.total === 1 && job.counts.done === 1 && job.state === 'finished';
    if (allWell) {
      this.close();
      this.onSingleDone(job);
      return;
    }
    this.items = itemsOf(this.backend, job.id);
    void this.items.ask('top');
    this.phase = 'result';
    if (job.connection === this.shown()) void this.jobs.lookUpLeft(job);
  }
}
