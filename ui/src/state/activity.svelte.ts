// The Activity screen: what is asked of the trail, and the lines that are here. Nothing in the
// app can change a line.
import type { ActivityQuery, ActivityRecord, ActivityResult, Backend, Problem } from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';

const pageSize = 100;

const plain: ActivityQuery = { text: '', connection: null, results: [], from: null, to: null };

export class Activity {
  query = $state.raw<ActivityQuery>(plain);
  records = $state.raw<ActivityRecord[]>([]);
  total = $state<number | null>(null);
  problem = $state.raw<Problem | null>(null);
  exporting = $state(false);
  #asked = 0;
  #loadingMore = false;

  constructor(private readonly backend: Backend) {}

  get filtered(): boolean {
    return JSON.stringify(this.query) !== JSON.stringify(plain);
  }

  change(change: Partial<ActivityQuery>): void {
    this.query = { ...this.query, ...change };
    void this.load();
  }

  toggleResult(result: ActivityResult): void {
    const { results } = this.query;
    this.change({
      results: results.includes(result)
        ? results.filter((it) => it !== result)
        : [...results, result],
    });
  }

  clear(): void {
    this.change(plain);
  }

  /** From the top; as many lines as are shown now. */
  async load(): Promise<void> {
    const asked = ++this.#asked;
    const count = Math.max(pageSize, this.records.length);
    try {
      const page = await this.backend.listActivity(this.query, 0, count);
      if (asked !== this.#asked) return;
      this.records = page.records;
      this.total = page.total;
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown, t('error-unexpected'));
    }
  }

  /** The next lines, when somebody scrolls near the end. */
  async more(): Promise<void> {
    if (this.#loadingMore || this.records.length >= (this.total ?? 0)) return;
    this.#loadingMore = true;
    const asked = this.#asked;
    try {
      const page = await this.backend.listActivity(this.query, this.records.length, pageSize);
      if (asked === this.#asked) this.records = [...this.records, ...page.records];
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown, t('error-unexpected'));
    }
    this.#loadingMore = false;
  }

  /** Writes what is shown to a file; how many lines, or null when the person changed their mind. */
  async export(): Promise<number | null> {
    const path = await this.backend.chooseSavePath(t('activity-file-name'), 'csv');
    if (!path) return null;
    this.exporting = true;
    try {
      return await this.backend.exportActivity(this.query, path);
    } finally {
      this.exporting = false;
    }
  }
}
