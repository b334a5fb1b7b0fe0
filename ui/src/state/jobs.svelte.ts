// Work that outlives its screen: asked for once, then followed by events. What a job says on the
// screen is in lib/job-words.ts.
import type {
  AccountId,
  AccountStatus,
  Backend,
  JobId,
  JobItem,
  JobItemPage,
  JobSnapshot,
  Problem,
} from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';
import { leftOf, type Left } from './job-left';
import { Windowed } from './windowed.svelte';

type ItemsPage = { total: number; start: number; rows: JobItem[] };

export type JobItems = Windowed<JobItem, ItemsPage>;

/** As many items as are asked for at once. */
const itemsAtOnce = 500;

const ended = new Set<JobSnapshot['state']>(['finished', 'cancelled', 'interrupted']);

export const hasEnded = (job: JobSnapshot): boolean => ended.has(job.state);

/** Whether it ended, and is not to be gone on with. */
export function isOver(job: JobSnapshot): boolean {
  return hasEnded(job) && job.state !== 'interrupted';
}

const settled = (job: JobSnapshot): number =>
  job.counts.done + job.counts.unchanged + job.counts.failed + job.counts.skipped;

/** Items that need nothing more. */
export const settledCount = settled;

/** The items of one job, failures first. */
export function itemsOf(backend: Backend, id: JobId): JobItems {
  const asRows = (page: JobItemPage): ItemsPage => ({
    total: page.total,
    start: page.start,
    rows: page.items,
  });
  return new Windowed(
    async (start, count) => asRows(await backend.listJobItems(id, start, count)),
    () => 0,
    () => t('error-unexpected'),
  );
}

/** Whether nothing of it moves before the person does something. */
function isAtRest(job: JobSnapshot): boolean {
  return hasEnded(job) || job.state === 'paused' || job.state === 'interrupted';
}

/** What a person does to a job; each is answered with how the job, or the one it began, is then. */
type Command = 'pauseJob' | 'resumeJob' | 'cancelJob' | 'retryFailed' | 'undoJob';

export class Jobs {
  all = $state.raw<JobSnapshot[]>([]);
  /** What went wrong with reading the list, or with the last thing that was done to a job. */
  problem = $state.raw<Problem | null>(null);
  read = $state(false);
  /** The list could not be read: that it is empty says nothing then. */
  unreadable = $state(false);
  /** The job whose items are shown on the Jobs screen, and the items. */
  open = $state<JobId | null>(null);
  items = $state.raw<JobItems | null>(null);
  /** Told when a job ends, with what it was before. */
  onEnd: (job: JobSnapshot) => void = () => undefined;
  /** Told when a job begins, or begins again. */
  onBegin: (job: JobSnapshot) => void = () => undefined;
  /** Which accounts a job changes, of those that were begun from here. */
  #accounts = new Map<JobId, readonly AccountId[]>();
  #left = $state.raw<ReadonlyMap<JobId, Left>>(new Map());
  /** How often that was asked about a job: an answer to an older question comes too late. */
  #asked = new Map<JobId, number>();
  /** How often a job ended while this window was open. */
  endings = $state(0);
  /** What is being done to which job, until there is an answer. */
  #underWay = new Map<string, Promise<JobSnapshot | null>>();
  /** What was told since the list was last asked for. */
  #told = new Map<JobId, JobSnapshot>();

  constructor(private readonly backend: Backend) {}

  readonly running: JobSnapshot[] = $derived(this.all.filter((it) => !hasEnded(it)));
  readonly interrupted: JobSnapshot[] = $derived(
    this.all.filter((it) => it.state === 'interrupted'),
  );

  find(id: JobId): JobSnapshot | null {
    return this.all.find((it) => it.id === id) ?? null;
  }

  /** Takes note of which accounts a job changes. */
  changes(id: JobId, accounts: readonly AccountId[]): void {
    this.#accounts.set(id, accounts);
  }

  /**
   * What a job is about, to be compared: a job that takes another back is about the same as that
   * one, and so are two that change one of the same accounts.
   */
  about(job: JobSnapshot): string[] {
    let first = job;
    while (first.kind.kind === 'changeStatus' && first.kind.undoes !== null) {
      const undone = this.find(first.kind.undoes);
      if (!undone) break;
      first = undone;
    }
    const accounts = this.#accounts.get(first.id);
    const each = (accounts ?? []).map((id) => `account ${job.connection} ${String(id)}`);
    return [`job ${String(first.id)}`, ...each];
  }

  /** Shows the items of a job on the Jobs screen; of none. */
  show(id: JobId | null): void {
    this.open = id;
    this.items = id === null ? null : itemsOf(this.backend, id);
    void this.items?.ask('top');
  }

  /** What can still be undone or tried again; all of it, as far as that was not looked up. */
  leftOf(job: JobSnapshot): Left {
    return this.#left.get(job.id) ?? { undo: job.undoable, retry: job.counts.failed };
  }

  /** Looks that up: whoever offers it asks again when other jobs ended. */
  async lookUpLeft(job: JobSnapshot): Promise<void> {
    if (!job.canUndo && !job.canRetry) return;
    const asked = (this.#asked.get(job.id) ?? 0) + 1;
    this.#asked.set(job.id, asked);
    // Where it cannot be looked up, all of it is offered, and each account says how it went.
    const left = await leftOf(this.backend, job).catch(() => null);
    if (left && asked === this.#asked.get(job.id))
      this.#left = new Map(this.#left).set(job.id, left);
  }

  /** The accounts that a job changed from this status. */
  async changedFrom(id: JobId, before: AccountStatus): Promise<AccountId[]> {
    const accounts: AccountId[] = [];
    for (let start = 0; ;) {
      const page = await this.backend.listJobItems(id, start, itemsAtOnce);
      for (const { state, account, before: was } of page.items) {
        if (state === 'done' && was === before && account !== null) accounts.push(account);
      }
      start += page.items.length;
      if (page.items.length === 0 || start >= page.total) return accounts;
    }
  }

  async load(): Promise<void> {
    // What is told while the list is under way is newer than the list.
    const told = new Map<JobId, JobSnapshot>();
    this.#told = told;
    try {
      const listed = await this.backend.listJobs();
      if (told !== this.#told) return;
      const newer = listed.map((it) => told.get(it.id) ?? it);
      const known = new Set(listed.map((it) => it.id));
      const begun = [...told.values()].filter((it) => !known.has(it.id));
      this.all = [...begun, ...newer].sort((one, other) => other.id - one.id);
      this.problem = null;
      this.unreadable = false;
    } catch (thrown) {
      if (told !== this.#told) return;
      this.problem = problemOf(thrown, t('error-unexpected'));
      this.unreadable = true;
    }
    this.read = true;
  }

  /**
   * The answer of a command, or what came after it: a job may have ended or come to rest, and been
   * told so, before the answer that it was begun or is to pause arrives. `before`: what was known
   * when the command was given.
   */
  answered(job: JobSnapshot, before: JobSnapshot | null): JobSnapshot {
    const known = this.find(job.id);
    if (known && known !== before && isAtRest(known)) return known;
    this.changed(job);
    return job;
  }

  /** Told by Rust. */
  changed(job: JobSnapshot): void {
    this.#told.set(job.id, job);
    const before = this.find(job.id);
    this.all = before
      ? this.all.map((it) => (it.id === job.id ? job : it))
      : [job, ...this.all].sort((one, other) => other.id - one.id);
    if (job.id === this.open) this.items?.again();
    if (!hasEnded(job) && (!before || hasEnded(before))) this.onBegin(job);
    const justEnded = hasEnded(job) && (!before || !hasEnded(before));
    if (!justEnded) return;
    this.endings++;
    this.onEnd(job);
  }

  async pause(id: JobId): Promise<void> {
    await this.#once('pauseJob', id);
  }

  async resume(id: JobId): Promise<JobSnapshot | null> {
    return this.#once('resumeJob', id);
  }

  async cancel(id: JobId): Promise<JobSnapshot | null> {
    return this.#once('cancelJob', id);
  }

  async retry(id: JobId): Promise<JobSnapshot | null> {
    return this.#once('retryFailed', id);
  }

  async undo(id: JobId): Promise<JobSnapshot | null> {
    return this.#once('undoJob', id);
  }

  /** A button that is pressed again before there is an answer means the same call. */
  async #once(command: Command, id: JobId): Promise<JobSnapshot | null> {
    const key = `${command} ${String(id)}`;
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const answer = this.#do(command, id).finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, answer);
    return answer;
  }

  async #do(command: Command, id: JobId): Promise<JobSnapshot | null> {
    const before = this.find(id);
    try {
      const job = await this.backend[command](id);
      this.problem = null;
      return this.answered(job, before?.id === job.id ? before : null);
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
      return null;
    }
  }
}
