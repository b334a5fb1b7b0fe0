// Which accounts are ticked, and where the keyboard stands in the list. What can be done with
// them is in actions.ts.
import { SvelteMap } from 'svelte/reactivity';
import type { AccountId, AccountRow, AccountStatus, Backend } from '../backend';
import { between } from '../lib/range';
import type { AccountList } from './accounts.svelte';

/** What costs with the number of accounts waits until nobody types any more. */
const restMilliseconds = 150;

export class Selection {
  /** The row that has the keyboard; -1 is the line of column heads. */
  cursor = $state(0);
  /** Everything that matched was ticked at once. */
  everything = $state(false);
  /** How many ticked accounts the present question does not show. */
  hidden = $state(0);
  /** Grows when the grid is to bring the cursor into sight. */
  reveals = $state(0);
  /** Ticked accounts, with their status where their row was seen. */
  readonly #chosen = new SvelteMap<AccountId, AccountStatus | null>();
  /** How many of the ticked have each status. */
  #tally = new Map<AccountStatus | null, number>();
  /** Grows with every change of the tally. */
  #counted = $state(0);
  /** Who stands at the cursor. Rows may come and go above; the keyboard stays with the account. */
  #at: AccountId | null = null;
  /** The cursor was put where it is, or has the keyboard; otherwise it is just the first row. */
  #held = false;
  /** Where a range with Shift starts. */
  #anchor = 0;
  #anchorAt: AccountId | null = null;
  /** What the last range ticked; it unticks what it leaves again. */
  #range = new Set<AccountId>();
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly backend: Backend,
    private readonly accounts: AccountList,
  ) {
    accounts.followed = () => {
      if (this.#held) this.hold();
      return [this.#at, this.#anchorAt].filter((id) => id !== null);
    };
    accounts.onPlaces = (places) => {
      this.#follow(places);
    };
  }

  get count(): number {
    return this.#chosen.size;
  }

  get ids(): AccountId[] {
    return [...this.#chosen.keys()];
  }

  has(id: AccountId): boolean {
    return this.#chosen.has(id);
  }

  /** Which statuses are among the ticked; null when some were never seen. */
  get statuses(): Set<AccountStatus> | null {
    void this.#counted;
    const statuses = new Set<AccountStatus>();
    for (const [status, count] of this.#tally) {
      if (count === 0) continue;
      if (status === null) return null;
      statuses.add(status);
    }
    return statuses;
  }

  // ── Ticking ───────────────────────────────────────────────────────────

  /** Ticks or unticks one row; a range started here goes from it. */
  toggle(index: number): void {
    const row = this.accounts.rows.row(index);
    if (!row) return;
    this.moveTo(index);
    this.everything = false;
    if (this.has(row.id)) this.#untick(row.id);
    else this.#tick(row.id, row.status);
    this.#counted++;
    if (this.hidden > 0) void this.countHidden();
  }

  /**
   * Ticks everything from where the range was started to here. What an earlier end of the same
   * range had ticked, and this one leaves out, is unticked.
   */
  async extendTo(index: number): Promise<void> {
    const { first, end } = between(this.#anchor, index);
    this.#stand(index);
    const rows = this.accounts.rows.range(first, end);
    const ids = rows?.map((it) => it.id) ?? (await this.#idsInOrder())?.slice(first, end);
    if (!ids) return;
    const wanted = new Set(ids);
    for (const id of this.#range) {
      if (wanted.has(id)) continue;
      this.#untick(id);
      this.#range.delete(id);
      this.everything = false;
    }
    const statuses = this.#knownStatuses();
    for (const id of ids) {
      if (this.has(id)) continue;
      this.#range.add(id);
      this.#tick(id, statuses.get(id) ?? null);
    }
    this.#counted++;
  }

  /** Ticks all that match, also those that were never drawn. */
  async chooseAll(): Promise<void> {
    const ids = await this.#idsInOrder();
    if (!ids) return;
    this.#tickAll(ids);
    this.everything = true;
    this.hidden = this.count - ids.length;
  }

  /** Ticks these as well, whether the list shows them or not. */
  choose(ids: AccountId[]): void {
    this.#tickAll(ids);
    this.everything = false;
    void this.countHidden();
  }

  clear(): void {
    this.#chosen.clear();
    this.#tally.clear();
    this.#range.clear();
    this.#counted++;
    this.everything = false;
    this.hidden = 0;
  }

  // ── Places ────────────────────────────────────────────────────────────

  /** The cursor moved without ticking: a range starts there. */
  moveTo(index: number): void {
    this.#stand(index);
    this.#anchor = Math.max(0, index);
    this.#anchorAt = this.#at;
    this.#range.clear();
  }

  /** The row at the cursor got the keyboard: it keeps it, wherever it moves. */
  hold(): void {
    this.#held = true;
    this.#at ??= this.accounts.rows.row(this.cursor)?.id ?? null;
  }

  /** The account at the cursor, unless another one slipped under it a moment ago. */
  get current(): AccountRow | undefined {
    const row = this.accounts.rows.row(this.cursor);
    return this.#at === null || row?.id === this.#at ? row : undefined;
  }

  /** The cursor goes to this account, when the list shows it, and is brought into sight. */
  async standOn(id: AccountId): Promise<void> {
    const { questions } = this.accounts;
    const place = (await this.accounts.placesOf([id]))?.get(id);
    if (place === undefined || questions !== this.accounts.questions) return;
    this.moveTo(place);
    this.#at = this.#anchorAt = id;
    this.reveals++;
  }

  /** The list became shorter: the cursor stays in it. */
  stayWithin(total: number): void {
    const last = Math.max(0, total - 1);
    if (this.cursor > last) this.#stand(last);
  }

  /** Another question: places mean something else now; ticks stay. */
  forgetPlaces(): void {
    this.cursor = 0;
    this.#held = false;
    this.#at = null;
    this.#anchor = 0;
    this.#anchorAt = null;
    this.#range.clear();
    this.everything = false;
  }

  // ── What changes under us ─────────────────────────────────────────────

  /** Statuses change under us; a tick keeps the latest that was seen. */
  freshen(): void {
    for (const row of this.accounts.rows.known()) {
      if (this.has(row.id)) this.#tick(row.id, row.status);
    }
    this.#counted++;
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

  #stand(index: number): void {
    this.cursor = index;
    this.#held = true;
    this.#at = this.accounts.rows.row(index)?.id ?? null;
  }

  /** The same question has another answer: whoever is still in the list is found again. */
  #follow(places: ReadonlyMap<AccountId, number>): void {
    const { rows } = this.accounts;
    if (this.#at !== null) {
      this.cursor = places.get(this.#at) ?? this.cursor;
      if (!places.has(this.#at)) this.#at = rows.row(this.cursor)?.id ?? null;
    }
    if (this.#anchorAt !== null) {
      this.#anchor = places.get(this.#anchorAt) ?? this.#anchor;
      if (!places.has(this.#anchorAt)) this.#anchorAt = rows.row(this.#anchor)?.id ?? null;
    }
  }

  #tick(id: AccountId, status: AccountStatus | null): void {
    if (this.#chosen.has(id)) {
      const before = this.#chosen.get(id) ?? null;
      if (before === status) return;
      this.#tally.set(before, (this.#tally.get(before) ?? 0) - 1);
    }
    this.#tally.set(status, (this.#tally.get(status) ?? 0) + 1);
    this.#chosen.set(id, status);
  }

  #untick(id: AccountId): void {
    const before = this.#chosen.get(id) ?? null;
    if (this.#chosen.delete(id)) this.#tally.set(before, (this.#tally.get(before) ?? 0) - 1);
  }

  #tickAll(ids: AccountId[]): void {
    const statuses = this.#knownStatuses();
    for (const id of ids) {
      if (!this.has(id)) this.#tick(id, statuses.get(id) ?? null);
    }
    this.#range.clear();
    this.#counted++;
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
}
