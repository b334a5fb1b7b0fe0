// The account that is open beside the list: its details, and the note and labels that are kept
// on this computer.
import type { AccountDetail, AccountId, Backend, Problem } from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';

export class AccountPanel {
  open = $state<AccountId | null>(null);
  detail = $state.raw<AccountDetail | null>(null);
  problem = $state.raw<Problem | null>(null);
  /** The note as typed; written when the field is left. */
  note = $state('');
  noteSaved = $state(false);
  #asked = 0;

  constructor(private readonly backend: Backend) {}

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
    this.open = null;
    this.detail = null;
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
      if (withNote || this.note === (this.detail?.note ?? '')) this.note = detail.note;
      this.detail = detail;
      this.problem = null;
    } catch (thrown) {
      if (asked === this.#asked) this.problem = problemOf(thrown, t('error-unexpected'));
    }
  }

  async saveNote(): Promise<void> {
    const { detail, note } = this;
    if (!detail || note === detail.note) return;
    const { id } = detail.row;
    try {
      await this.backend.setAccountNote(id, note);
      if (this.detail?.row.id !== id) return;
      this.detail = { ...this.detail, note };
      this.noteSaved = true;
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
    }
  }

  async addLabel(label: string): Promise<void> {
    const name = label.trim();
    const labels = this.detail?.row.labels ?? [];
    if (name && !labels.includes(name)) await this.#setLabels([...labels, name]);
  }

  async removeLabel(label: string): Promise<void> {
    await this.#setLabels((this.detail?.row.labels ?? []).filter((it) => it !== label));
  }

  async #setLabels(labels: string[]): Promise<void> {
    const { detail } = this;
    if (!detail) return;
    try {
      await this.backend.setAccountLabels(detail.row.id, labels);
      if (this.open === detail.row.id) {
        this.detail = { ...detail, row: { ...detail.row, labels } };
      }
    } catch (thrown) {
      this.problem = problemOf(thrown, t('error-unexpected'));
    }
  }
}
