// The rows of an open file: which are shown, the cell that has the keyboard or is being changed,
// and everything that can be done to rows before they are sent. Choosing the file and its columns
// is in import.svelte.ts.
import type {
  Backend,
  EditItem,
  EditPage,
  ImportDefaults,
  ImportField,
  ImportRow,
  ImportRowWindow,
  ImportTotals,
  Problem,
  RowFilter,
  ServerCheck,
  Suggestion,
  SuggestionOffer,
  TemplateChoice,
} from '../backend';
import { problemOf } from '../errors';
import { between } from '../lib/range';
import { t } from '../messages';
import { Windowed } from './windowed.svelte';

/** What the review shows: a kind of row, or what an edit would change. */
export type ReviewView = RowFilter | 'changes';

interface Editing {
  /** The row's place among all rows. */
  index: number;
  field: ImportField;
}

/** As many rows as are asked for at once. */
const windowSize = 500;

const nothingSaid: ImportDefaults = { template: null, sendWelcomeEmail: true };

export class ImportRows {
  view = $state<ReviewView>('all');
  totals = $state.raw<ImportTotals | null>(null);
  offers = $state.raw<SuggestionOffer[]>([]);
  defaults = $state.raw<ImportDefaults>(nothingSaid);
  templates = $state.raw<TemplateChoice[]>([]);
  /** The template accounts could not be read, so that none can be chosen. */
  templatesMissing = $state(false);
  check = $state.raw<ServerCheck | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The cell that has the keyboard: places in what is shown. */
  row = $state(0);
  column = $state(0);
  /** The other end of the rows that are marked; null when only one is. */
  anchor = $state<number | null>(null);
  editing = $state.raw<Editing | null>(null);
  /** What was typed and is on its way to Rust, so that the old text does not flash up. */
  typed = $state.raw<(Editing & { text: string }) | null>(null);
  /** The file changes accounts that exist, so before and after is worth knowing. */
  editsAccounts = false;
  /** Told when a person changed something that would be lost. */
  onChange: () => void = () => undefined;
  readonly rows: Windowed<ImportRow, ImportRowWindow>;
  readonly edits: Windowed<EditItem, EditPage & { rows: EditItem[] }>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(private readonly backend: Backend) {
    this.rows = new Windowed(
      async (start, count) => {
        const page = await backend.listImportRows(start, count, this.filter);
        this.totals = page.totals;
        return page;
      },
      () => 0,
      () => t('error-unexpected'),
    );
    this.edits = new Windowed(
      async (start, count) => {
        const page = await backend.listImportEdits(start, count);
        return { ...page, rows: page.items };
      },
      () => 0,
      () => t('error-unexpected'),
    );
  }

  get filter(): RowFilter {
    return this.view === 'changes' ? 'all' : this.view;
  }

  get total(): number {
    return this.view === 'changes' ? this.edits.total : this.rows.total;
  }

  /** The places that are marked, one past the last included. */
  get marked(): { first: number; end: number } {
    return between(this.anchor ?? this.row, this.row);
  }

  get markedCount(): number {
    const { first, end } = this.marked;
    return Math.min(end, this.total) - first;
  }

  /** A file was opened, or its columns mean something else: from the top. */
  async begin(view: ReviewView): Promise<void> {
    this.view = view;
    this.#toTop();
    this.rows.clear();
    this.edits.clear();
    this.check = null;
    this.problem = null;
    await Promise.all([this.rows.ask('top'), this.#readChanges('top'), this.#readOffers()]);
  }

  async show(view: ReviewView): Promise<void> {
    this.view = view;
    this.#toTop();
    await (view === 'changes' ? this.edits.ask('top') : this.rows.ask('top'));
  }

  /** A new window: nothing of the last file is left. */
  forget(): void {
    this.rows.clear();
    this.edits.clear();
    this.totals = null;
    this.offers = [];
    this.templatesMissing = false;
    this.defaults = nothingSaid;
    this.check = null;
    this.problem = null;
    this.typed = null;
    this.view = 'all';
    this.#toTop();
  }

  #toTop(): void {
    this.row = 0;
    this.column = 0;
    this.anchor = null;
    this.editing = null;
  }

  async readTemplates(): Promise<void> {
    try {
      this.templates = await this.backend.listTemplates();
      this.templatesMissing = false;
    } catch {
      // Without them the parent's usual settings hold, which is what the choice says then.
      this.templates = [];
      this.templatesMissing = true;
    }
  }

  setCell(index: number, field: ImportField, text: string): Promise<void> {
    this.typed = { index, field, text };
    return this.#change(() => this.backend.setImportCell(index, field, text));
  }

  leaveOut(rows: number[]): Promise<void> {
    return this.#change(() => this.backend.skipImportRows(rows));
  }

  takeIn(rows: number[]): Promise<void> {
    return this.#change(() => this.backend.unskipImportRows(rows));
  }

  leaveOutInvalid(): Promise<void> {
    return this.#change(() => this.backend.skipInvalidImportRows());
  }

  repair(suggestion: Suggestion): Promise<void> {
    return this.#change(() => this.backend.applyImportSuggestion(suggestion));
  }

  setDefaults(change: Partial<ImportDefaults>): Promise<void> {
    this.defaults = { ...this.defaults, ...change };
    const { defaults } = this;
    return this.#change(() => this.backend.setImportDefaults(defaults));
  }

  /** The rows that are marked, also those that were never drawn. */
  async markedRows(): Promise<ImportRow[]> {
    const { first, end } = this.marked;
    const here = this.rows.range(first, Math.min(end, this.rows.total));
    if (here) return here;
    const rows: ImportRow[] = [];
    while (first + rows.length < end) {
      const count = Math.min(windowSize, end - first - rows.length);
      const page = await this.backend.listImportRows(first + rows.length, count, this.filter);
      if (page.rows.length === 0) break;
      rows.push(...page.rows);
    }
    return rows;
  }

  async ask(): Promise<void> {
    await this.#check(() => this.backend.checkImport());
  }

  async stopAsking(): Promise<void> {
    await this.#check(() => this.backend.stopImportCheck());
  }

  /** Told by Rust: the server was asked about more rows. */
  checked(check: ServerCheck): void {
    this.check = check;
    void this.rows.ask('same');
  }

  async #check(work: () => Promise<ServerCheck>): Promise<void> {
    try {
      this.check = await work();
      this.problem = null;
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
    }
  }

  /** One change after the other, in the order in which the person made them. */
  #change(work: () => Promise<ImportTotals>): Promise<void> {
    const done = this.#last.then(async () => {
      try {
        this.totals = await work();
        this.problem = null;
        this.onChange();
        await Promise.all([this.rows.ask('same'), this.#readChanges('same')]);
        void this.#readOffers();
      } catch (thrown) {
        this.problem = problemOf(thrown, t('error-unexpected'));
      }
      this.typed = null;
      this.row = Math.max(0, Math.min(this.row, this.total - 1));
    });
    this.#last = done;
    return done;
  }

  async #readChanges(place: 'top' | 'same'): Promise<void> {
    if (this.editsAccounts) await this.edits.ask(place);
  }

  async #readOffers(): Promise<void> {
    try {
      this.offers = await this.backend.listImportSuggestions();
    } catch {
      // Repairs are only offered; the rows say themselves what is wrong.
      this.offers = [];
    }
  }
}
