// How many accounts each saved view has, for the sidebar. Asked again when the list changed, after
// a rest, because a list that is being loaded changes many times a second.
import type { AccountQuery, Backend } from '../backend';

const restMilliseconds = 300;

export interface Counted {
  id: string;
  query: AccountQuery;
}

export class ViewCounts {
  counts = $state.raw<ReadonlyMap<string, number>>(new Map());
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Backend) {}

  /** Counts these as soon as nothing changes for a moment. */
  ask(views: Counted[]): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.count(views), restMilliseconds);
  }

  async count(views: Counted[]): Promise<void> {
    const asked = ++this.#asked;
    const counts = new Map<string, number>();
    try {
      for (const { id, query } of views) {
        const { total } = await this.backend.listAccounts(query, 0, 1);
        if (asked !== this.#asked) return;
        counts.set(id, total);
      }
    } catch {
      // The list says what is wrong; a view without its number can still be opened.
    }
    if (asked === this.#asked) this.counts = counts;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asked++;
  }
}
