// The list of accounts: what it is asked for, and the part of the answer that is here. Which
// rows are ticked is in selection.svelte.ts, which one is open in panel.svelte.ts.
import type {
  AccountColumn,
  AccountId,
  AccountPage,
  AccountQuery,
  AccountRow,
  AccountStatus,
  Backend,
} from '../backend';
import { plainQuery, sameQuestion, usualQuestion } from '../lib/query';
import { t } from '../messages';
import { findHidden, nothingHidden, type HiddenMatches } from './hidden-matches';
import type { Preferences } from './preferences.svelte';
import { Windowed } from './windowed.svelte';

type Page = AccountPage & { total: number; rows: AccountRow[] };

export class AccountList {
  query = $state.raw<AccountQuery>(plainQuery());
  readonly rows: Windowed<AccountRow, Page>;
  labels = $state.raw<string[]>([]);
  /** Statuses that accounts had in any answer since the list was opened, or that were asked for. */
  seen = $state.raw<ReadonlySet<AccountStatus>>(new Set());
  /** What the filters hide; asked for when nothing matches. */
  hidden = $state.raw<HiddenMatches>(nothingHidden);
  /** Grows with every question; the grid goes to the top for a new one. */
  questions = $state(0);
  /** Where the grid was, to come back to, in CSS pixels. Not drawn by, so not reactive. */
  scrollTop = 0;
  rowHeight = 0;
  scrolledFor = 0;
  /** Grows when rows came or went above what is in sight: the grid follows scrollTop then. */
  shifts = $state(0);
  /** Accounts whose places matter to somebody, and who is told where they stand by now. */
  followed: () => AccountId[] = () => [];
  onPlaces: (places: ReadonlyMap<AccountId, number>) => void = () => undefined;
  /** Called whenever the question changes: places in the list mean something else then. */
  onQuestion: () => void = () => undefined;
  /** Called when its answer is here: the time for what may come after the rows. */
  onAnswer: () => void = () => undefined;

  constructor(
    private readonly backend: Backend,
    private readonly preferences: Preferences,
  ) {
    this.rows = new Windowed<AccountRow, Page>(
      (start, count) => backend.listAccounts(this.query, start, count),
      (page) => page.generation,
      () => t('error-unexpected'),
    );
  }

  get total(): number {
    return this.rows.total;
  }

  /** Accounts on this computer, whatever is shown of them. */
  get known(): number | null {
    return this.rows.page?.known ?? null;
  }

  /** Starts over for a connection, with the statuses and order that are kept. */
  start(): Promise<void> {
    this.query = this.plain();
    this.rows.clear();
    this.seen = new Set();
    this.questions++;
    this.onQuestion();
    void this.readLabels();
    return this.#ask('top');
  }

  /** The question with nothing narrowed, as preferred on this computer. */
  plain(): AccountQuery {
    return usualQuestion(this.preferences.kept);
  }

  /** All accounts that are in use, in the order that is kept: the way back from every view. */
  everybody(): AccountQuery {
    return plainQuery(undefined, this.preferences.kept.sort ?? undefined);
  }

  /** Shows those, now and at the next start. */
  showEverybody(): void {
    const query = this.everybody();
    this.change(query);
    this.preferences.change({ statuses: query.statuses });
  }

  /** Changes the question; the answer appears when it is here. */
  change(change: Partial<AccountQuery>): void {
    const next = { ...this.query, ...change };
    const same = sameQuestion(next, this.query);
    this.query = next;
    if (same) return;
    this.questions++;
    this.onQuestion();
    void this.#ask('top').then(() => {
      this.onAnswer();
    });
  }

  toggleStatus(status: AccountStatus): void {
    const { statuses } = this.query;
    this.#see([status]);
    const next = statuses.includes(status)
      ? statuses.filter((it) => it !== status)
      : [...statuses, status];
    this.change({ statuses: next });
    this.preferences.change({ statuses: next });
  }

  /** Once: ascending (dates and Partner IDs: newest first). Again: the other way. */
  sortBy(column: AccountColumn): void {
    const { sort } = this.query;
    const newestFirst = column === 'createdAt' || column === 'id';
    const descending = sort.column === column ? !sort.descending : newestFirst;
    this.change({ sort: { column, descending } });
    this.preferences.change({ sort: { column, descending } });
  }

  /**
   * The local copy changed: the same question again, in place. What was in sight stays in sight,
   * and who has the keyboard keeps it, wherever they stand by now.
   */
  async again(): Promise<void> {
    void this.readLabels();
    const { questions } = this;
    const first = this.scrollTop > 0 ? Math.floor(this.scrollTop / this.rowHeight) : 0;
    const top = first > 0 ? this.rows.row(first)?.id : undefined;
    // Who stands at the cursor is known only while the rows from before are here.
    this.followed();
    await this.#ask('same');
    const wanted = top === undefined ? this.followed() : [top, ...this.followed()];
    if (wanted.length === 0) return;
    const places = await this.placesOf(wanted);
    if (!places || questions !== this.questions) return;
    const now = top === undefined ? undefined : places.get(top);
    if (now !== undefined && now !== first) {
      this.scrollTop += (now - first) * this.rowHeight;
      this.shifts++;
    }
    this.onPlaces(places);
  }

  /**
   * Where accounts stand in the list as it is; those that are not in it are left out. Null when
   * nobody could say.
   */
  async placesOf(ids: AccountId[]): Promise<Map<AccountId, number> | null> {
    const wanted = new Set(ids);
    const found = new Map<AccountId, number>();
    for (const [place, { id }] of this.rows.places()) if (wanted.has(id)) found.set(id, place);
    if (found.size === wanted.size) return found;
    try {
      const all = await this.backend.listAccountIds(this.query);
      return new Map(all.flatMap((id, place) => (wanted.has(id) ? [[id, place]] : [])));
    } catch {
      // The list itself asks the same server question and says what is wrong.
      return null;
    }
  }

  /** The changes since last time were looked at. */
  async markChangesSeen(): Promise<void> {
    await this.backend.markChangesSeen();
    this.change({ onlyChanged: false });
    await this.again();
  }

  async #ask(place: 'top' | 'same'): Promise<void> {
    await this.rows.ask(place);
    const counts = Object.entries(this.rows.page?.counts ?? {}) as [AccountStatus, number][];
    this.#see(counts.filter(([, count]) => count > 0).map(([status]) => status));
    if (this.rows.asking || this.total > 0) {
      this.hidden = nothingHidden;
      return;
    }
    const { query } = this;
    try {
      const hidden = await findHidden(this.backend, query);
      if (sameQuestion(query, this.query)) this.hidden = hidden;
    } catch {
      // Then the screen does not say what is hidden; it still says that nothing matches.
    }
  }

  #see(statuses: AccountStatus[]): void {
    const fresh = statuses.filter((it) => !this.seen.has(it));
    if (fresh.length > 0) this.seen = new Set([...this.seen, ...fresh]);
  }

  async readLabels(): Promise<void> {
    try {
      this.labels = await this.backend.listLabels();
    } catch {
      // The label filter is then empty; the list itself says what is wrong.
      this.labels = [];
    }
  }
}
