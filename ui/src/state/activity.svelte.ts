// The Activity screen: what is asked of the trail, and the lines that are here. What a job did to
// many accounts is one line, which opens to its records. Nothing in the app can change a line.
import type {
  ActivityLine,
  ActivityLines,
  ActivityPage,
  ActivityQuery,
  ActivityRecord,
  Backend,
  ConnectionId,
  JobId,
  Problem,
} from '../backend';
import type { Rows } from '../lib/virtual';
import { t } from '../messages';
import { Windowed } from './windowed.svelte';

type LinesPage = { total: number; records: number; rows: ActivityLine[] };
type RecordsPage = { total: number; rows: ActivityRecord[] };

/** What stands in a row: a line, or one of the records of the line that is open. */
export interface Entry {
  record: ActivityRecord;
  bulk: ActivityLine['bulk'];
  /** It belongs to the open line above it. */
  part: boolean;
}

const plain: ActivityQuery = {
  text: '',
  connection: null,
  person: null,
  kinds: [],
  results: [],
  job: null,
  from: null,
  to: null,
};

export class Activity {
  query = $state.raw<ActivityQuery>(plain);
  readonly lines: Windowed<ActivityLine, LinesPage>;
  /** Everybody whom the trail names. */
  people = $state.raw<string[]>([]);
  /** The job whose records are shown one by one. */
  openJob = $state<JobId | null>(null);
  exporting = $state(false);
  /** Grows with every question; the table goes to the top for a new one. */
  questions = $state(0);
  readonly #parts: Windowed<ActivityRecord, RecordsPage>;
  /** Where the open line stands. */
  #openAt = $state(-1);
  /** The connection that the screen was opened under, which it shows first. */
  #home = $state.raw<ConnectionId | null>(null);

  constructor(private readonly backend: Backend) {
    const asLines = (page: ActivityLines): LinesPage => ({
      total: page.total,
      records: page.records,
      rows: page.lines,
    });
    const asRecords = (page: ActivityPage): RecordsPage => ({
      total: page.total,
      rows: page.records,
    });
    this.lines = new Windowed(
      async (start, count) => asLines(await backend.listActivityLines(this.query, start, count)),
      // Records are only ever added, so another number is another trail.
      (page) => page.records,
      () => t('error-unexpected'),
    );
    this.#parts = new Windowed(
      async (start, count) => {
        const query = { ...this.query, job: this.openJob };
        return asRecords(await backend.listActivity(query, start, count));
      },
      (page) => page.total,
      () => t('error-unexpected'),
    );
  }

  /** How many records match; null until that is known. */
  get records(): number | null {
    return this.lines.page?.records ?? null;
  }

  /** Rows of the table: the lines, and the records of the one that is open. */
  get total(): number {
    return this.lines.total + this.#partsTotal;
  }

  get #partsTotal(): number {
    return this.openJob === null ? 0 : this.#parts.total;
  }

  get problem(): Problem | null {
    return this.lines.problem ?? this.#parts.problem;
  }

  /** Shows the connection that the app shows, and no other. */
  get atHome(): boolean {
    return this.query.connection === this.#home;
  }

  get filtered(): boolean {
    const { connection } = this.query;
    const narrowed = JSON.stringify(this.query) !== JSON.stringify({ ...plain, connection });
    return narrowed || (connection !== null && !this.atHome);
  }

  /** The row at this place, when it is here already. */
  row(index: number): Entry | undefined {
    const inside = index - this.#openAt - 1;
    if (this.openJob !== null && inside >= 0 && inside < this.#partsTotal) {
      const record = this.#parts.row(inside);
      return record && { record, bulk: null, part: true };
    }
    const line = this.lines.row(this.#lineAt(index));
    return line && { ...line, part: false };
  }

  /** Says which rows are in sight; loads what is missing. */
  look(rows: Rows): void {
    this.lines.look({ first: this.#lineAt(rows.first), end: this.#lineAt(rows.end) });
    if (this.openJob === null) return;
    const inside = (index: number): number =>
      Math.min(Math.max(0, index - this.#openAt - 1), this.#partsTotal);
    this.#parts.look({ first: inside(rows.first), end: inside(rows.end) });
  }

  /** Shows the records of a line one by one, or no longer. */
  toggle(index: number, job: JobId): void {
    if (this.openJob === job) {
      this.#close();
      return;
    }
    const line = this.#lineAt(index);
    this.#close();
    this.#openAt = line;
    this.openJob = job;
    void this.#parts.ask('top');
  }

  /** The screen is opened. Under another connection it starts over with that one. */
  async open(connection: ConnectionId | null): Promise<void> {
    if (connection !== this.#home) {
      this.#home = connection;
      this.change({ ...plain, connection });
    }
    void this.#readPeople();
    await this.load();
  }

  change(change: Partial<ActivityQuery>): void {
    this.query = { ...this.query, ...change };
    this.#close();
    this.questions++;
    void this.lines.ask('top');
  }

  clear(): void {
    this.change({ ...plain, connection: this.#home });
  }

  showHome(): void {
    this.change({ connection: this.#home });
  }

  /** The same question again, in place. */
  async load(): Promise<void> {
    await this.lines.ask('same');
    if (this.openJob === null) return;
    this.#openAt = this.#find(this.openJob);
    if (this.#openAt < 0) this.#close();
    else await this.#parts.ask('same');
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

  /** Which line a row is, or belongs to. */
  #lineAt(index: number): number {
    if (this.openJob === null || index <= this.#openAt) return index;
    return Math.max(this.#openAt, index - this.#partsTotal);
  }

  #close(): void {
    this.openJob = null;
    this.#openAt = -1;
    this.#parts.clear();
  }

  /** Where a job stands among the lines that are here. */
  #find(job: JobId): number {
    for (let index = 0; index < this.lines.total; index++) {
      if (this.lines.row(index)?.bulk?.job === job) return index;
    }
    return -1;
  }

  async #readPeople(): Promise<void> {
    try {
      this.people = await this.backend.listActivityPeople(null);
    } catch {
      // Then there is nobody to choose; the trail itself says what is wrong.
      this.people = [];
    }
  }
}
