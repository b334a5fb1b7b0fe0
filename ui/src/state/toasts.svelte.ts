// What just happened, told in a corner for ten seconds. The clock stands still while somebody
// points at a toast or has the keyboard in it. A newer one takes the place of those that tell of the
// same thing, so that no two offer to take back what happened to the same accounts.

export interface ToastAction {
  label: string;
  /** It takes back what the toast tells: Ctrl+Z and the palette do it too, while it lasts. */
  undoes?: true;
  /** The toast still has something to say after it. */
  stays?: true;
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

/** How somebody looks at toasts: by pointing at them, or with the keyboard in one. */
export type Looking = 'pointer' | 'keyboard';

export const toastMilliseconds = 10_000;

/** As many as can be read before they go. */
const most = 3;

export class Toasts {
  all = $state.raw<Toast[]>([]);
  #next = 1;
  #timers = new Map<
    number,
    { timer: ReturnType<typeof setTimeout>; left: number; since: number }
  >();
  #held = new Set<Looking>();

  tell(toast: Partial<Omit<Toast, 'id'>> & { title: string }): number {
    const id = this.#next++;
    const urgent = toast.tone === 'failed';
    const usual = { tone: 'done' as const, text: null, urgent, actions: [], about: [] };
    const told = { ...usual, ...toast, id };
    this.forget(told.about);
    this.all = [...this.all, told];
    this.#start(id, toastMilliseconds);
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
    clearTimeout(this.#timers.get(id)?.timer);
    this.#timers.delete(id);
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

  /** Somebody is looking: nothing disappears. */
  hold(by: Looking): void {
    const before = this.#held.size;
    this.#held.add(by);
    if (before > 0) return;
    for (const entry of this.#timers.values()) {
      clearTimeout(entry.timer);
      entry.left -= Date.now() - entry.since;
    }
  }

  release(by: Looking): void {
    if (!this.#held.delete(by) || this.#held.size > 0) return;
    for (const [id, entry] of this.#timers) this.#start(id, Math.max(2000, entry.left));
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

  #start(id: number, left: number): void {
    const timer = setTimeout(() => {
      this.dismiss(id);
    }, left);
    this.#timers.set(id, { timer, left, since: Date.now() });
    if (this.#held.size > 0) clearTimeout(timer);
  }
}
