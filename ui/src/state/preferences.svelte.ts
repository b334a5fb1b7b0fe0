// How the person likes the app on this computer. Kept by Rust; changes are written together, a
// moment after the last one.
import type {
  AccountQuery,
  Backend,
  ConnectionId,
  Preferences as Stored,
  SavedView,
} from '../backend';
import { columnsFrom, type Column } from '../lib/columns';
import { usualSort, usualStatuses } from '../lib/query';
import { setLanguage } from '../messages';

/** An older file lacks what a newer version asks. */
type Kept = Required<Stored>;

const usual: Kept = {
  theme: 'system',
  density: 'comfortable',
  language: 'en',
  columns: [],
  sort: usualSort,
  statuses: usualStatuses,
  savedViews: [],
  panelWidthPx: null,
  confirmAbove: 10,
};

const restMilliseconds = 400;

export class Preferences {
  kept = $state.raw<Kept>(usual);
  /** Something changed that is not on disk yet. */
  unwritten = $state(false);
  /** Told when writing them failed; they hold until the app is closed. */
  onFailure: (thrown: unknown) => void = () => undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  readonly columns: Column[] = $derived(columnsFrom(this.kept.columns));

  constructor(private readonly backend: Backend) {}

  async read(): Promise<void> {
    this.kept = { ...usual, ...(await this.backend.getPreferences()) };
    setLanguage(this.kept.language);
  }

  change(change: Partial<Kept>): void {
    this.kept = { ...this.kept, ...change };
    setLanguage(this.kept.language);
    this.unwritten = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.write(), restMilliseconds);
  }

  /** Writes at once what still waits to be written. */
  async flush(): Promise<void> {
    if (this.unwritten) await this.write();
  }

  async write(): Promise<void> {
    clearTimeout(this.#timer);
    const { kept } = this;
    try {
      await this.backend.setPreferences(kept);
    } catch (thrown) {
      this.onFailure(thrown);
    }
    // What changed meanwhile waits for its own turn.
    if (kept === this.kept) this.unwritten = false;
  }

  setColumns(columns: Column[]): void {
    this.change({ columns });
  }

  /** The saved views that a connection has: its own, and those that belong to all. */
  viewsOf(connection: ConnectionId | null): SavedView[] {
    return this.kept.savedViews.filter(
      (it) => (it.connection ?? null) === null || it.connection === connection,
    );
  }

  saveView(name: string, query: AccountQuery, connection: ConnectionId | null): void {
    const view = { id: `view-${Date.now().toString(36)}`, name, query, connection };
    this.change({ savedViews: [...this.kept.savedViews, view] });
  }

  removeView(id: string): void {
    this.change({ savedViews: this.kept.savedViews.filter((it) => it.id !== id) });
  }

  /** Puts back a view that was removed: as it was, and where it stood. */
  restoreView(view: SavedView, at: number): void {
    this.change({ savedViews: this.kept.savedViews.toSpliced(at, 0, view) });
  }
}
