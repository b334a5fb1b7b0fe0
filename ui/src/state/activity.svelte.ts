// The Activity screen: what is asked of the trail, and the lines that are here. Nothing in the
// app can change a line.
import type { ActivityPage, ActivityQuery, ActivityRecord, Backend, Problem } from '../backend';
import { t } from '../messages';
import { Windowed } from './windowed.svelte';

type LinesPage = { total: number; rows: ActivityRecord[] };

const plain: ActivityQuery = { text: '', connection: null, results: [], from: null, to: null };

export class Activity {
  query = $state.raw<ActivityQuery>(plain);
  readonly lines: Windowed<ActivityRecord, LinesPage>;
  exporting = $state(false);
  /** Grows with every question; the table goes to the top for a new one. */
  questions = $state(0);

  constructor(private readonly backend: Backend) {
    const asLines = (page: ActivityPage): LinesPage => ({
      total: page.total,
      rows: page.records,
    });
    this.lines = new Windowed(
      async (start, count) => asLines(await backend.listActivity(this.query, start, count)),
      // Lines are only ever added, so another number is another trail.
      (page) => page.total,
      () => t('error-unexpected'),
    );
  }

  /** How many lines match; null until that is known. */
  get total(): number | null {
    return this.lines.page?.total ?? null;
  }

  get problem(): Problem | null {
    return this.lines.problem;
  }

  get filtered(): boolean {
    return JSON.stringify(this.query) !== JSON.stringify(plain);
  }

  change(change: Partial<ActivityQuery>): void {
    this.query = { ...this.query, ...change };
    this.questions++;
    void this.lines.ask('top');
  }

  clear(): void {
    this.change(plain);
  }

  /** The same question again, in place. */
  load(): Promise<void> {
    return this.lines.ask('same');
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
