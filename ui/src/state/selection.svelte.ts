// Which accounts are ticked, and where the keyboard stands in the list. What can be done with
// them is in actions.ts.
import { SvelteMap } from 'svelte/reactivity';
import type { AccountId, AccountStatus, Backend } from '../backend';
import { between } from '../lib/range';
import type { AccountList } from './accounts.svelte';

/** What costs with the number of accounts waits until nobody types any more. */
const restMilliseconds = 150;

export class Selection {
  /** Ticked accounts, with their status where their row was seen. */
  readonly chosen = new SvelteMap<AccountId, AccountStatus | null>();
  /** The row that has the keyboard; -1 is the line of column heads. */
  cursor = $state(0);
  /** Everything that matched was ticked at once. */
  everything = $state(false);
  /** How many ticked accounts the present question does not show. */
  hidden = $state(0);
  #anchor = 0;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly accounts: AccountList,
  ) {}

  get count(): number {
    return this.chosen.size;
  }

  get ids(): AccountId[] {
    return [...this.chosen.keys()];
  }

  has(id: AccountId): boolean {
    return this.chosen.has(id);
  }

  /** Ticks or unticks one row; a range started here goes from it. */
  toggle(index: number): void {
    const row = this.accounts.rows.row(index);
    if (!row) return;
    this.#anchor = index;
    this.cursor = index;
    this.everything = false;
    if (this.chosen.has(row.id)) this.chosen.delete(row.id);
    else this.chosen.set(row.id, row.status);
    if (this.hidden > 0) void this.countHidden();
  }

  /** Ticks everything from where the range was started to here. */
  async extendTo(index: number): Promise<void> {
    const { first, end } = between(this.#anchor, index);
    this.cursor = index;
    const rows = this.accounts.rows.range(first, end);
    if (rows) {
      for (const row of rows) this.chosen.set(row.id, row.status);
      return;
    }
    const ids = await this.#idsInOrder();
    for (const id of ids?.slice(first, end) ?? []) this.chosen.set(id, this.#statusOf(id));
  }

  /** Ticks all that match, also those that were never drawn. */
  async chooseAll(): Promise<void> {
    const ids = await this.#idsInOrder();
    if (!ids) return;
    const statuses = this.#knownStatuses();
    for (const id of ids) this.chosen.set(id, statuses.get(id) ?? null);
    this.everything = true;
    this.hidden = this.count - ids.length;
  }

  /** Ticks these as well, whether the list shows them or not. */
  choose(ids: AccountId[]): void {
    const statuses = this.#knownStatuses();
    for (const id of ids) this.chosen.set(id, statuses.get(id) ?? null);
    this.everything = false;
    void this.countHidden();
  }

  clear(): void {
    this.chosen.clear();
    this.everything = false;
    this.hidden = 0;
  }

  /** The cursor moved without ticking: a range starts there. */
  moveTo(index: number): void {
    this.cursor = index;
    this.#anchor = Math.max(0, index);
  }

  /** Another question: places mean something else now; ticks stay. */
  forgetPlaces(): void {
    this.cursor = 0;
    this.#anchor = 0;
    this.everything = false;
  }

  /** Statuses change under us; a tick keeps the latest that was seen. */
  freshen(): void {
    for (const row of this.accounts.rows.known()) {
      if (this.chosen.has(row.id)) this.chosen.set(row.id, row.status);
    }
  }

  /** The list has other rows: counts again when the person rests. */
  recount(): void {
    clearTimeout(this.#timer);
    if (this.count === 0) this.hidden = 0;
    else this.#timer = setTimeout(() => void this.countHidden(), restMilliseconds);
  }

  /** How many of the ticked are not in the list as it is now. Asks for all that match. */
  async countHidden(): Promise<void> {
    if (this.count === 0) {
      this.hidden = 0;
      return;
    }
    const ids = await this.#idsInOrder();
    if (!ids) return;
    const shown = new Set(ids);
    this.hidden = this.ids.filter((id) => !shown.has(id)).length;
  }

  /** Which statuses are among the ticked; null when some were never seen. */
  get statuses(): Set<AccountStatus> | null {
    const statuses = new Set<AccountStatus>();
    for (const status of this.chosen.values()) {
      if (status === null) return null;
      statuses.add(status);
    }
    return statuses;
  }

  async #idsInOrder(): Promise<AccountId[] | null> {
    const asked = ++this.#asked;
    try {
      const ids = await this.backend.listAccountIds(this.accounts.query);
      return asked === this.#asked ? ids : null;
    } catch {
      // The list itself asks the same server question and says what is wrong.
      return null;
    }
  }

  #knownStatuses(): Map<AccountId, AccountStatus> {
    const statuses = new Map<AccountId, AccountStatus>();
    for (const row of this.accounts.rows.known()) statuses.set(row.id, row.status);
    return statuses;
  }

  #statusOf(id: AccountId): AccountStatus | null {
    return this.#knownStatuses().get(id) ?? null;
  }
}
