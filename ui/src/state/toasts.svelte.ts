// What just happened, told in a corner for ten seconds. The clock stands still while somebody
// points at a toast or has the keyboard in it; under a dialog it does for what went wrong and for
// what can be acted on. A newer one takes the place of those that tell of the
// same thing, so that no two offer to take back what happened to the same accounts.

export interface ToastAction {
  label: string;
  /** It takes back what the toast tells: Ctrl+Z and the palette do it too, while it lasts. */
  undoes?: true;
  /** The toast still has something to say after it. */
  stays?: true;
  /** It leads to another screen or dialog, and waits until the one that is open is answered. */
  leads?: true;
  run: () => void;
}

export interface Toast {
  id: number;
  tone: 'done' | 'failed';
  title: string;
  text: string | null;
  /** Read out at once, over whatever is being read. */
  urgent: boolean;
  actions: ToastAction[];
  /** What it tells of, such as a job or its accounts. */
  about: readonly string[];
}

/**
 * What keeps toasts: somebody points at them or has the keyboard in one, or a dialog is open, which
 * has to be answered first.
 */
export type Holding = 'pointer' | 'keyboard' | 'dialog';

export const toastMilliseconds = 10_000;

/** As many as can be read before they go. */
const most = 3;

export class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 1;
  /** Each with what is left of its time; without a timer while the clock stands still. */
  #clocks = new Map<
    number,
    { timer: ReturnType<typeof setTimeout> | null; left: number; since: number }
  >();
  #held = new Set<Holding>();

  tell(toast: Partial<Omit<Toast, 'id'>> & { title: string }): number {
    const id = this.#next++;
    const urgent = toast.tone === 'failed';
    const usual = { tone: 'done' as const, text: null, urgent, actions: [], about: [] };
    const told = { ...usual, ...toast, id };
    this.forget(told.about);
    this.all = [...this.all, told];
    this.#clocks.set(id, { timer: null, left: toastMilliseconds, since: 0 });
    this.#wind();
    this.#makeRoom();
    return id;
  }

  /** What was told of any of this is not so any more. */
  forget(about: readonly string[]): void {
    const these = new Set(about);
    for (const it of this.all) {
      if (it.about.some((one) => these.has(one))) this.dismiss(it.id);
    }
  }

  dismiss(id: number): void {
    clearTimeout(this.#clocks.get(id)?.timer ?? undefined);
    this.#clocks.delete(id);
    this.all = this.all.filter((it) => it.id !== id);
  }

  /** The latest that tells of something that can be taken back. */
  get undoable(): Toast | null {
    return this.all.findLast((it) => it.actions.some((action) => action.undoes)) ?? null;
  }

  /** Takes that back. */
  undo(): void {
    const toast = this.undoable;
    if (!toast) return;
    this.dismiss(toast.id);
    toast.actions.find((it) => it.undoes)?.run();
  }

  /** Somebody is looking, or cannot: nothing that matters disappears. */
  hold(by: Holding): void {
    this.#held.add(by);
    this.#wind();
  }

  release(by: Holding): void {
    if (this.#held.delete(by)) this.#wind();
  }

  /** Of too many the oldest goes that offers nothing, or else the oldest. */
  #makeRoom(): void {
    while (this.all.length > most) {
      const older = this.all.slice(0, -1);
      const plain = older.find((it) => it.tone === 'done' && it.actions.length === 0);
      const gone = plain ?? older[0];
      if (gone) this.dismiss(gone.id);
    }
  }

  #isKept({ tone, actions }: Toast): boolean {
    if (this.#held.has('pointer') || this.#held.has('keyboard')) return true;
    return this.#held.has('dialog') && (tone === 'failed' || actions.length > 0);
  }

  /** Stops the clocks of those that are kept, and lets the others run. */
  #wind(): void {
    const now = Date.now();
    for (const toast of this.all) {
      const clock = this.#clocks.get(toast.id);
      if (!clock) continue;
      const kept = this.#isKept(toast);
      if (kept && clock.timer !== null) {
        clearTimeout(clock.timer);
        clock.timer = null;
        // Whoever looks away again still has a moment.
        clock.left = Math.max(2000, clock.left - (now - clock.since));
      } else if (!kept && clock.timer === null) {
        clock.since = now;
        clock.timer = setTimeout(() => {
          this.dismiss(toast.id);
        }, clock.left);
      }
    }
  }
}
