// A list of accounts that a person pastes or has in a file: which accounts it names. What is done
// with them then is decided elsewhere.
import type { AccountList as Named, Backend, Problem } from '../backend';
import { problemOf } from '../errors';
import { t } from '../messages';
import { listEndings } from './import.svelte';

const restMilliseconds = 250;

export class NamedAccounts {
  open = $state(false);
  text = $state('');
  /** The file it was read from, by its name; null while the pasted text counts. */
  file = $state<string | null>(null);
  named = $state.raw<Named | null>(null);
  problem = $state.raw<Problem | null>(null);
  reading = $state(false);
  #asked = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly backend: Backend) {}

  get count(): number {
    return this.named?.accounts.length ?? 0;
  }

  show(): void {
    this.#empty();
    this.text = '';
    this.open = true;
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#asked++;
    this.open = false;
  }

  /** The text changed: it is read as soon as the person rests. */
  changed(): void {
    clearTimeout(this.#timer);
    if (this.text.trim() === '') {
      this.#empty();
      return;
    }
    this.reading = true;
    this.#timer = setTimeout(() => void this.readText(), restMilliseconds);
  }

  async readText(): Promise<void> {
    clearTimeout(this.#timer);
    this.file = null;
    const { text } = this;
    await this.#read(() => this.backend.readAccountList(text));
  }

  async chooseFile(): Promise<void> {
    const path = await this.backend.chooseOpenPath(listEndings).catch(() => null);
    if (path !== null) await this.readFile(path);
  }

  /** Reads the list that a file has, in place of what is there. */
  async readFile(path: string): Promise<void> {
    clearTimeout(this.#timer);
    this.text = '';
    this.file = path.split(/[\\/]/).at(-1) ?? path;
    await this.#read(() => this.backend.readAccountListFile(path));
  }

  #empty(): void {
    this.#asked++;
    this.named = null;
    this.problem = null;
    this.file = null;
    this.reading = false;
  }

  async #read(work: () => Promise<Named>): Promise<void> {
    const asked = ++this.#asked;
    this.reading = true;
    this.problem = null;
    try {
      const named = await work();
      if (asked !== this.#asked) return;
      this.named = named;
    } catch (thrown) {
      if (asked !== this.#asked) return;
      this.named = null;
      this.problem = problemOf(thrown, t('error-unexpected'));
    }
    this.reading = false;
  }
}
