// An import or edit that runs or ran, as its own screen shows it. The work is a job: it goes on
// when nobody looks, and Jobs leads back here.
import type { Backend, JobId, JobSnapshot, Problem } from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';
import { hasEnded, isOver, itemsOf, type JobItems, type Jobs } from './jobs.svelte';

/** How often the rows are read again while a job runs. */
const freshMilliseconds = 400;

/** How a job ended, to be compared; null while more may come of it. Trying again ends it anew. */
function endOf(job: JobSnapshot | null): string | null {
  if (!job || !isOver(job)) return null;
  return JSON.stringify([job.state, job.finishedAt, job.counts]);
}

export class ImportRun {
  jobId = $state<JobId | null>(null);
  items = $state.raw<JobItems | null>(null);
  saving = $state(false);
  problem = $state.raw<Problem | null>(null);
  /** Where the result of each job was saved, and the end that is in it. */
  #saved = new Map<JobId, { path: string; end: string }>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly jobs: Jobs,
  ) {}

  get job(): JobSnapshot | null {
    return this.jobId === null ? null : this.jobs.find(this.jobId);
  }

  show(id: JobId): void {
    if (id === this.jobId) return;
    this.jobId = id;
    this.problem = null;
    this.items = itemsOf(this.backend, id);
    void this.items.ask('top');
  }

  /** The job moved on: its rows are read again, not more often than anybody can follow. */
  moved(job: JobSnapshot): void {
    if (job.id !== this.jobId) return;
    if (hasEnded(job)) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
      void this.items?.ask('same');
      return;
    }
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.items?.ask('same');
    }, freshMilliseconds);
  }

  /** Pause, resume, cancel and trying again: what went wrong with it is said here. */
  async control(work: (jobs: Jobs, id: JobId) => Promise<unknown>): Promise<void> {
    if (this.jobId === null) return;
    await work(this.jobs, this.jobId);
    this.problem = this.jobs.problem;
  }

  /** Writes the file with what came of each row where the person says. None: they did not. */
  async saveResult(id: JobId): Promise<string | null> {
    if (this.saving) return null;
    this.saving = true;
    this.problem = null;
    try {
      const name = await this.backend.suggestImportResultName(id);
      const ending = /\.([a-z]+)$/i.exec(name)?.[1] ?? 'xlsx';
      const path = await this.backend.chooseSavePath(name, ending);
      if (path !== null) {
        const before = endOf(this.jobs.find(id));
        await this.backend.saveImportResult(id, path);
        const end = endOf(this.jobs.find(id));
        // What was saved while rows were still being sent does not say how they ended.
        if (end !== null && end === before) this.#saved.set(id, { path, end });
        else this.#saved.delete(id);
      }
      return path;
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** The result file of a job: the one that was saved of this end, or one that is saved now. */
  async resultFile(id: JobId): Promise<string | null> {
    const saved = this.#saved.get(id);
    if (saved && saved.end === endOf(this.jobs.find(id))) return saved.path;
    return this.saveResult(id);
  }
}
