// The account that is open beside the list: its details, and the note and labels that are kept
// on this computer.
import type { AccountDetail, AccountId, Backend, Problem } from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';

/** A note is written when nothing was typed for this long, and when its field is left. */
const restMilliseconds = 1000;

export class AccountPanel {
  open = $state<AccountId | null>(null);
  detail = $state.raw<AccountDetail | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The note as typed. */
  note = $state('');
  /** The note as it stands in the field is on disk, and was put there a moment ago. */
  noteSaved = $state(false);
  /** Told when something was not kept of an account that is not shown any more. */
  onFailure: (thrown: unknown) => void = () => undefined;
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Written one after the other, so that the last change is the one that stays. */
  #writing: Promise<void> = Promise.resolve();
  #unwritten = $state(0);

  constructor(private readonly backend: Backend) {}

  /** Something was typed or changed that is not on disk yet. */
  get unwritten(): boolean {
    return this.#noteUnwritten || this.#unwritten > 0;
  }

  get #noteUnwritten(): boolean {
    return this.detail !== null && this.note.trim() !== this.detail.note.trim();
  }

  show(id: AccountId): void {
    if (this.open === id) return;
    void this.saveNote();
    this.open = id;
    if (this.detail?.row.id !== id) {
      this.detail = null;
      this.note = '';
    }
    this.noteSaved = false;
    void this.read(true);
  }

  close(): void {
    void this.saveNote();
    this.drop();
  }

  /** Closes it without keeping what could not be kept. */
  drop(): void {
    clearTimeout(this.#timer);
    this.open = null;
    this.detail = null;
    this.note = '';
    this.problem = null;
  }

  /** Reads it again: it changed, or something was done to it. */
  async read(withNote = false): Promise<void> {
    const id = this.open;
    if (id === null) return;
    const asked = ++this.#asked;
    try {
      const detail = await this.backend.readAccount(id);
      if (asked !== this.#asked || this.open !== id) return;
      // The blank after a word that is being typed is not in what was kept.
      const same = this.note.trim() === detail.note.trim();
      if (withNote || (!this.#noteUnwritten && !same)) this.note = detail.note;
      this.#take(detail);
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown, t('error-unexpected'));
    }
  }

  /** Takes what was read, but keeps labels that are still being written. */
  #take(detail: AccountDetail): void {
    const labels = this.#unwritten > 0 ? this.detail?.row.labels : undefined;
    this.detail = labels ? { ...detail, row: { ...detail.row, labels } } : detail;
  }

  // ── The note ──────────────────────────────────────────────────────────

  /** The note was typed in: it is written as soon as the person rests. */
  noteTyped(): void {
    this.noteSaved = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.saveNote(), restMilliseconds);
  }

  async saveNote(): Promise<void> {
    clearTimeout(this.#timer);
    const { detail, note } = this;
    if (!detail || !this.#noteUnwritten) return;
    const { connection } = detail;
    const { id } = detail.row;
    await this.#write(id, async () => {
      await this.backend.setAccountNote(connection, id, note);
      if (this.detail?.row.id !== id) return;
      this.detail = { ...this.detail, note };
      this.noteSaved = this.note === note;
      this.problem = null;
    });
  }

  /** Writes at once what waits to be written. Whether everything is on disk then. */
  async flush(): Promise<boolean> {
    await this.saveNote();
    await this.#writing;
    return !this.unwritten;
  }

  // ── Labels ────────────────────────────────────────────────────────────

  async addLabel(label: string): Promise<void> {
    const name = label.trim();
    await this.#changeLabels((labels) =>
      name && !labels.includes(name) ? [...labels, name] : labels,
    );
  }

  async removeLabel(label: string): Promise<void> {
    await this.#changeLabels((labels) => labels.filter((it) => it !== label));
  }

  /** Shown at once, so that the next change is made to what is shown; written in order. */
  async #changeLabels(change: (labels: string[]) => string[]): Promise<void> {
    const { detail } = this;
    if (!detail) return;
    const { connection } = detail;
    const { id, labels: before } = detail.row;
    const labels = change(before);
    if (labels === before) return;
    this.detail = { ...detail, row: { ...detail.row, labels } };
    await this.#write(id, async () => {
      await this.backend.setAccountLabels(connection, id, labels);
    });
  }

  /** Writes in order; reads again after the last of several writes what is kept by then. */
  async #write(id: AccountId, work: () => Promise<void>): Promise<void> {
    this.#unwritten++;
    this.#writing = this.#writing.then(async () => {
      let failed: Problem | null = null;
      try {
        await work();
      } catch (thrown) {
        failed = problemOf(thrown, t('error-unexpected'));
        if (this.open !== id) this.onFailure(thrown);
      }
      // What was asked before this was written is older than it.
      this.#asked++;
      this.#unwritten--;
      if (this.open !== id) return;
      if (this.#unwritten === 0) await this.read();
      this.problem = failed ?? this.problem;
    });
    await this.#writing;
  }
}
