// Which dialogs are open: everything outside the uppermost one is out of reach, so what must be
// seen, heard and pressed over all of them goes into it.

export class Dialogs {
  #open = $state.raw<readonly HTMLElement[]>([]);

  /** The one that was opened last; null where the screen itself is in reach. */
  get top(): HTMLElement | null {
    return this.#open.at(-1) ?? null;
  }

  opened(dialog: HTMLElement): void {
    this.#open = [...this.#open, dialog];
  }

  closed(dialog: HTMLElement): void {
    this.#open = this.#open.filter((it) => it !== dialog);
  }
}
