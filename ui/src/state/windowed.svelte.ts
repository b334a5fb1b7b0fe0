// A long list of which only the chunks that were looked at are here. What the rows are, and who
// is asked for them, is handed in.
import type { Problem } from '../backend';
import { problemOf } from '../errors';
import { chunksOf, chunkSize, type Rows } from '../lib/virtual';

export interface Answer<Row> {
  total: number;
  rows: Row[];
}

export class Windowed<Row, Page extends Answer<Row>> {
  /** The latest answer: totals and counts belong to the question that is shown. */
  page = $state.raw<Page | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** A question was asked and not answered yet. */
  asking = $state(false);
  /** Grows with every chunk, so that whoever draws rows draws them again. */
  #drawn = $state(0);
  #chunks = new Map<number, Row[]>();
  #pending = new Set<number>();
  #question = 0;
  /** Something changed after the question that is under way was asked. */
  #outdated = false;
  #inSight: Rows = { first: 0, end: 1 };

  constructor(
    private readonly fetch: (start: number, count: number) => Promise<Page>,
    /** Differs when the data behind the pages changed. */
    private readonly generation: (page: Page) => number,
    private readonly unexpected: () => string,
  ) {}

  get total(): number {
    return this.page?.total ?? 0;
  }

  /** The row at this place, when it is here already. */
  row(index: number): Row | undefined {
    void this.#drawn;
    return this.#chunks.get(Math.floor(index / chunkSize))?.[index % chunkSize];
  }

  /** All rows in a range, when all of them are here. */
  range(first: number, end: number): Row[] | null {
    const rows: Row[] = [];
    for (let index = first; index < end; index++) {
      const row = this.row(index);
      if (!row) return null;
      rows.push(row);
    }
    return rows;
  }

  /** Rows that are here, wherever they stand. */
  *known(): Iterable<Row> {
    for (const [, row] of this.places()) yield row;
  }

  /** Rows that are here, each with its place. */
  *places(): Iterable<[number, Row]> {
    void this.#drawn;
    for (const [chunk, rows] of this.#chunks) {
      for (const [at, row] of rows.entries()) yield [chunk * chunkSize + at, row];
    }
  }

  /** Says which rows are in sight; loads what is missing. */
  look(rows: Rows): void {
    this.#inSight = rows;
    if (!this.page) return;
    for (const chunk of chunksOf(rows, chunkSize)) {
      if (this.#chunks.has(chunk) || this.#pending.has(chunk)) continue;
      this.#pending.add(chunk);
      void this.#load(chunk, this.#question);
    }
  }

  /**
   * The answer may be another by now: the same question again, in place. While one is under way
   * it waits for it, so that the last thing told is never missed.
   */
  again(): void {
    if (this.asking) this.#outdated = true;
    else void this.ask('same');
  }

  /** The question changed, or its answer did. What is shown stays until the new answer is here. */
  async ask(place: 'top' | 'same'): Promise<void> {
    const question = ++this.#question;
    this.asking = true;
    this.#outdated = false;
    this.#pending.clear();
    const wanted = place === 'top' ? [0] : chunksOf(this.#inSight, chunkSize);
    try {
      const chunks = wanted.length > 0 ? wanted : [0];
      const pages = await Promise.all(
        chunks.map((chunk) => this.fetch(chunk * chunkSize, chunkSize)),
      );
      const page = pages[0];
      if (question !== this.#question || !page) return;
      this.#chunks = new Map(chunks.map((chunk, index) => [chunk, pages[index]?.rows ?? []]));
      this.page = page;
      this.problem = null;
    } catch (thrown) {
      if (question !== this.#question) return;
      this.problem = problemOf(thrown, this.unexpected());
    }
    this.asking = false;
    this.#drawn++;
    if (this.#outdated) void this.ask('same');
    else this.look(this.#inSight);
  }

  /** Forgets everything: another connection, another job. */
  clear(): void {
    this.#question++;
    this.#outdated = false;
    this.#chunks = new Map();
    this.#pending.clear();
    this.#inSight = { first: 0, end: 1 };
    this.page = null;
    this.problem = null;
    this.asking = false;
    this.#drawn++;
  }

  async #load(chunk: number, question: number): Promise<void> {
    try {
      const page = await this.fetch(chunk * chunkSize, chunkSize);
      if (question !== this.#question) return;
      if (this.page && this.generation(page) !== this.generation(this.page)) {
        await this.ask('same');
        return;
      }
      this.#chunks.set(chunk, page.rows);
      this.#drawn++;
    } catch (thrown) {
      if (question === this.#question) this.problem = problemOf(thrown, this.unexpected());
    } finally {
      if (question === this.#question) this.#pending.delete(chunk);
    }
  }
}
