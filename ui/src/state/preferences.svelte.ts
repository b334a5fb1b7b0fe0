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
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.write(), restMilliseconds);
  }

  async write(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      await this.backend.setPreferences(this.kept);
    } catch (thrown) {
      this.onFailure(thrown);
    }
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
}
